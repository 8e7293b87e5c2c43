"""Keys of the small objects beside uploads, sources and jobs."""

from perennial import layout, side_layout


def test_what_stands_beside_an_upload_is_never_taken_for_the_file():
    for key in (side_layout.pending_rejects("u"), side_layout.pending_confirmed("u")):
        assert "/" in key.removeprefix(layout.pending_prefix("u"))
        assert key != layout.pending("u", key.rsplit("/", 1)[1])


def test_what_was_asked_and_its_answer_have_keys_of_their_own():
    assert side_layout.batch_job("shop", "j") != layout.batch_answer("shop", "j")
    assert side_layout.pulled("shop") != layout.description("shop")
