"""The lines that are looked at first are spread over the text."""

from hypothesis import given
from hypothesis import strategies as st

from perennial.sampling import SAMPLE_ROWS, sampled_lines


def test_a_short_text_is_looked_at_whole():
    assert sampled_lines(3, SAMPLE_ROWS + 3) == [(4, SAMPLE_ROWS + 3)]


@given(st.integers(0, 50), st.integers(SAMPLE_ROWS + 1, 10_000_000))
def test_blocks_rise_never_overlap_and_stay_between_the_header_and_the_end(header_lines, rows):
    blocks = sampled_lines(header_lines, header_lines + rows)
    lines = [line for block in blocks for line in block]
    assert lines == sorted(set(lines))
    assert lines[0] == header_lines + 1
    assert lines[-1] <= header_lines + rows
    assert sum(last - first + 1 for first, last in blocks) == SAMPLE_ROWS
