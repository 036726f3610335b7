"""What the hub suggests to connect: searched for by a worker, decided by people, asked of leads."""

from sensemaking.services.suggestions.asking import ask_leads
from sensemaking.services.suggestions.deciding import Decided, accept, dismiss, reopen
from sensemaking.services.suggestions.searching import search

__all__ = ["Decided", "accept", "ask_leads", "dismiss", "reopen", "search"]
