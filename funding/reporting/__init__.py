"""Reports to funders: what is in them, how they are filled, and how they leave the hub."""
