"""Which lines of a long text are looked at first: blocks spread over all of it, the same ones however it is read."""

SAMPLE_ROWS = 20_000
BLOCK_LINES = 100


def sampled_lines(header_lines: int, lines: int) -> list[tuple[int, int]]:
    """First and last lines of the blocks, rising, for a text whose last row begins on line `lines`."""
    below = lines - header_lines
    if below <= SAMPLE_ROWS:
        return [(header_lines + 1, lines)]
    blocks = SAMPLE_ROWS // BLOCK_LINES
    starts = [header_lines + 1 + below * block // blocks for block in range(blocks)]
    return [(start, start + BLOCK_LINES - 1) for start in starts]
