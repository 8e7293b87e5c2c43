"""The words of column names and their meanings."""

from perennial.vocabulary import IGNORED, MEANINGS, WORDS, words_in


def test_a_word_may_mean_more_than_one_thing():
    assert MEANINGS["bill"] == {"order", "billing"}
    assert MEANINGS["kunde"] == {"customer"}


def test_words_are_lower_case_letters_without_accents():
    assert all(word.isascii() and word == word.lower() for word in {*MEANINGS, *IGNORED})


def test_words_that_say_nothing_have_no_meaning():
    assert not IGNORED & {*MEANINGS}


def test_no_word_is_listed_twice_under_one_meaning():
    assert {meaning: len(words.split()) for meaning, words in WORDS.items()} == {
        meaning: len(words_in(words)) for meaning, words in WORDS.items()
    }
