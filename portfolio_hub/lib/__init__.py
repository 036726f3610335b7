"""The cellar: helpers that know Django and nothing of ours."""
