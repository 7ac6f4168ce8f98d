"""Ecwid's REST API: requests, answers and how they travel. Knows no model."""

from __future__ import annotations

from ecwid_orm.api.batch import Outcome, OutcomeStatus, Ticket
from ecwid_orm.api.buckets import Bucket, LocalBucket
from ecwid_orm.api.client import Client
from ecwid_orm.api.file_bucket import FileBucket
from ecwid_orm.api.oauth import Grant, authorize_url, exchange_code
from ecwid_orm.api.params import ParamValue, segment
from ecwid_orm.api.redis_bucket import RedisBucket
from ecwid_orm.api.request import Request, Response
from ecwid_orm.api.retry import NO_RETRY, Retry
from ecwid_orm.api.throttle import Throttle
from ecwid_orm.api.transport import Call, RequestsTransport, Transport, WSGITransport

__all__ = [
    "NO_RETRY",
    "Bucket",
    "Call",
    "Client",
    "FileBucket",
    "Grant",
    "LocalBucket",
    "Outcome",
    "OutcomeStatus",
    "ParamValue",
    "RedisBucket",
    "Request",
    "RequestsTransport",
    "Response",
    "Retry",
    "Throttle",
    "Ticket",
    "Transport",
    "WSGITransport",
    "authorize_url",
    "exchange_code",
    "segment",
]
