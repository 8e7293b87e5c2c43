"""What is fetched from the web: files behind addresses that people name."""
