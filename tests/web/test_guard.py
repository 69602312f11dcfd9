"""What every request passes."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from crs.web.guard import MAX_BODY, Guard


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = Guard(Starlette(routes=[Route("/", echo, methods=["GET", "POST"])]))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://page")


async def test_every_answer_forbids_the_page_to_reach_elsewhere(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "*" not in policy


async def test_a_body_up_to_the_limit_passes_and_a_larger_one_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/", content=b"x" * MAX_BODY)).text == str(MAX_BODY)
    refused = await client.post("/", content=b"x" * (MAX_BODY + 1))
    assert refused.status_code == 413
    assert "content-security-policy" in refused.headers


async def test_a_body_without_a_length_ends_at_the_limit(client: httpx.AsyncClient) -> None:
    async def flood() -> object:
        for _ in range(10_000):
            yield b"x" * 1_024

    reply = await client.post("/", content=flood())  # type: ignore[arg-type]
    assert reply.status_code >= 400


async def test_a_length_that_is_no_number_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/", content=b"x", headers={"content-length": "many"})).status_code == 413
