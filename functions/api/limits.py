"""How much a function may answer, and what an answer weighs there.

AWS Lambda takes 6,291,556 bytes from a function, as JSON with the body as one of its texts: every quote of a JSON body
is escaped in it, and a body that is no text is base64.
"""

import json

LARGEST_ANSWER_BYTES = 6_200_000  # the rest is for status and headers
MOST_BYTES_OF_ONE = 3  # what one byte of a text can become: two bytes of UTF-8 are the six of \\uXXXX


def weight(body: bytes) -> int:
    """The bytes that this body takes in a function's answer."""
    try:
        return len(json.dumps(body.decode()))
    except UnicodeDecodeError:
        return (len(body) + 2) // 3 * 4


def is_too_large(body: bytes) -> bool:
    """Whether no function may answer this; weighed only where that could be."""
    return len(body) * MOST_BYTES_OF_ONE > LARGEST_ANSWER_BYTES and weight(body) > LARGEST_ANSWER_BYTES
