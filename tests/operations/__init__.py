"""Tests of how the hub is started, stopped, packed and installed."""
