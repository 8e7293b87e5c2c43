"""What a run costs on AWS, estimated from list prices: for knowing which stage costs what, not for an invoice.

US East (N. Virginia), 2026, in US dollars, without free tiers and discounts; storage and data transfer are left out.
AWS Lambda pricing, Amazon S3 pricing, Amazon DynamoDB pricing (on demand).
"""

from dataclasses import dataclass

MB_PER_GB = 1024
USD_PER_GB_SECOND = 0.0000166667
USD_PER_CALL = 0.20 / 1_000_000
USD_PER_PUT = 0.005 / 1_000  # PUT, COPY, POST and LIST cost the same
USD_PER_GET = 0.0004 / 1_000
USD_PER_WRITE_UNIT = 0.625 / 1_000_000
USD_PER_READ_UNIT = 0.125 / 1_000_000
BYTES_PER_WRITE_UNIT = 1024


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a run asked of the services: bytes of objects read and written, requests, and units of the tables."""

    bytes_in: int = 0
    bytes_out: int = 0
    gets: int = 0
    puts: int = 0
    read_units: int = 0
    write_units: int = 0

    def since(self, before: "Traffic") -> "Traffic":
        """What came after an earlier reading of the same meter."""
        return Traffic(
            self.bytes_in - before.bytes_in,
            self.bytes_out - before.bytes_out,
            self.gets - before.gets,
            self.puts - before.puts,
            self.read_units - before.read_units,
            self.write_units - before.write_units,
        )

    def plus(self, other: "Traffic") -> "Traffic":
        """Both together."""
        return self.since(Traffic().since(other))


def cost_usd(traffic: Traffic, *, memory_mb: float, seconds: float) -> float:
    """The estimated cost of one run of a function with this memory, in US dollars."""
    compute = memory_mb / MB_PER_GB * seconds * USD_PER_GB_SECOND + USD_PER_CALL
    objects = traffic.puts * USD_PER_PUT + traffic.gets * USD_PER_GET
    tables = traffic.write_units * USD_PER_WRITE_UNIT + traffic.read_units * USD_PER_READ_UNIT
    return compute + objects + tables
