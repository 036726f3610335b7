"""Tests of the portfolio map."""
