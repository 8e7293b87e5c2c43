"""Look-alikes of public customer files that are not here: their headers over made-up values of the same kinds."""
