"""Somebody's program, which calls the API of Riverton."""

from typing import Any

from django.test import Client

BASE = "/api/v1/portfolios/riverton"
JSON = "application/json"


class Caller:
    """What it sends, and what it is told: the status and the document."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def post(self, path: str, **body: object) -> tuple[int, Any]:
        answer = self.client.post(f"{BASE}/{path}/", body, JSON)
        return answer.status_code, answer.json()

    def patch(self, path: str, **body: object) -> tuple[int, Any]:
        answer = self.client.patch(f"{BASE}/{path}/", body, JSON)
        return answer.status_code, answer.json()

    def get(self, path: str) -> tuple[int, Any]:
        answer = self.client.get(f"{BASE}/{path}/")
        return answer.status_code, answer.json()

    def delete(self, path: str) -> tuple[int, Any]:
        answer = self.client.delete(f"{BASE}/{path}/")
        return answer.status_code, answer.json() if answer.content else None


def faults(answer: tuple[int, Any]) -> list[str]:
    """The fields at fault in a refusal of what was sent."""
    assert answer[0] == 400, answer
    return list(answer[1]["errors"])
