"""The patterns of names: what they ask for and what rules them out."""

import pytest

from perennial.name_patterns import PATTERNS
from perennial.vocabulary import WORDS


@pytest.mark.parametrize("field", PATTERNS)
def test_patterns_speak_of_meanings_that_words_have(field):
    for pattern in PATTERNS[field]:
        assert pattern.needs | pattern.may <= {*WORDS}
        assert 0 < pattern.score <= 1
        assert pattern.needs


@pytest.mark.parametrize("field", PATTERNS)
def test_every_field_has_a_name_that_fits_almost_perfectly(field):
    assert max(pattern.score for pattern in PATTERNS[field]) >= 0.9
