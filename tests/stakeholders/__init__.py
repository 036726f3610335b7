"""Tests of the stakeholders app."""
