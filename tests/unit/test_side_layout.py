"""Keys of the small objects beside uploads, sources and jobs."""

from perennial import layout, side_layout


def test_what_stands_beside_an_upload_is_never_taken_for_the_file():
    for key in (side_layout.pending_rejects("u"), side_layout.pending_confirmed("u")):
        assert "/" in key.removeprefix(layout.pending_prefix("u"))
        assert key != layout.pending("u", key.rsplit("/", 1)[1])


def test_what_was_asked_and_its_answer_have_keys_of_their_own():
    assert side_layout.batch_job("shop", "j") != layout.batch_answer("shop", "j")
    assert side_layout.pulled("shop") != layout.description("shop")


def test_a_kinds_folder_holds_what_is_written_of_that_kind_and_of_that_dataset():
    assert layout.clean_file("shop", "order_lines", "i").startswith(side_layout.kind_folder("clean", "shop"))
    assert layout.scores_folder("shop", "s").startswith(side_layout.kind_folder("scores", "shop"))
    assert layout.plan_file("shop", "p").startswith(side_layout.kind_folder("plans", "shop"))
    assert not layout.plan_file("shop-2", "p").startswith(side_layout.kind_folder("plans", "shop"))
