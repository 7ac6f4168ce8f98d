"""The store: logos, staff, domains, redirects."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from ecwid_orm import (
    BadRequest,
    CommitError,
    DomainPurchase,
    DomainSearch,
    InstantSiteRedirect,
    InvalidValue,
    NotFound,
    PurchasedDomain,
    Session,
    StaffAccount,
    StaffScope,
    StoreDomains,
    StoreProfile,
    TransportError,
    Unprocessable,
)
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.testing import Sent
from tests.emulator.images import png
from tests.resources.operations import operations
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]


# Logos -------------------------------------------------------------------------------------------


def shown(profile: StoreProfile) -> dict[str, str | None]:
    info, settings = profile.general_info, profile.settings
    assert info is not None
    assert settings is not None
    site = info.starter_site
    return {
        "logo": site.store_logo_url if site else None,
        "invoicelogo": settings.invoice_logo_url,
        "emaillogo": settings.email_logo_url,
    }


LOGOS = ["logo", "invoicelogo", "emaillogo"]


@pytest.mark.parametrize("logo", LOGOS)
def test_a_logo_is_set_by_its_bytes(
    ecwid_session: Session, logo: Any, requests_of: RequestsOf
) -> None:
    profile = ecwid_session.get(StoreProfile)
    assert not shown(profile)[logo]
    told: list[tuple[int, int | None]] = []
    profile.upload_logo(png(), logo, progress=lambda done, total: told.append((done, total)))
    assert len(ecwid_session.plan()) == 1
    with requests_of() as sent:
        ecwid_session.commit()
        assert str(shown(profile)[logo]).endswith(".png")
    assert sent[0] == ("POST", f"/profile/{logo}", png())
    assert operations(sent) == ["uploadStoreLogoFile", "getStoreProfile"]
    assert told[-1] == (len(png()), len(png()))


def test_a_logo_is_set_by_its_address(ecwid_session: Session, requests_of: RequestsOf) -> None:
    profile = ecwid_session.get(StoreProfile)
    profile.upload_logo("https://example.com/logo.png", "emaillogo")
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == [
        ("PUT", "/profile/emaillogo?externalUrl=https:%2F%2Fexample.com%2Flogo.png", None)
    ]
    assert operations(sent) == ["uploadStoreLogo"]
    assert shown(profile)["emaillogo"]


def test_a_logo_is_deleted(ecwid_session: Session, requests_of: RequestsOf) -> None:
    profile = ecwid_session.get(StoreProfile)
    profile.upload_logo(png())
    ecwid_session.commit()
    assert shown(profile)["logo"]
    with requests_of() as sent:
        profile.delete_logo()
        profile.delete_logo()
    assert sent == [("DELETE", "/profile/logo", None)] * 2
    assert operations(sent) == ["deleteStoreLogo"] * 2
    assert not shown(profile)["logo"]


def test_what_is_no_picture_stays_queued(ecwid_session: Session) -> None:
    profile = ecwid_session.get(StoreProfile)
    profile.upload_logo(b"no picture")
    with pytest.raises(CommitError) as raised:
        ecwid_session.commit()
    assert isinstance(raised.value.failures[0].error, Unprocessable)
    assert len(ecwid_session.plan()) == 1


def test_what_is_no_logo_is_refused(ecwid_session: Session, requests_of: RequestsOf) -> None:
    profile = ecwid_session.get(StoreProfile)
    name: Any = "favicon"
    with requests_of() as sent:
        with pytest.raises(InvalidValue, match="'favicon' is no logo of a store; there are logo,"):
            profile.upload_logo(png(), name)
        with pytest.raises(InvalidValue, match="favicon"):
            profile.delete_logo(name)
        with pytest.raises(InvalidValue, match="20,971,520"):
            profile.upload_logo(bytes(20 * 1024**2 + 1))
    assert sent == []


# Staff -------------------------------------------------------------------------------------------


@pytest.fixture
def account(ecwid_session: Session) -> StaffAccount:
    made = StaffAccount(email="ann@example.com", staff_scopes=[StaffScope.REPORT_ACCESS])
    ecwid_session.add(made)
    ecwid_session.commit()
    return made


def test_an_account_read_alone_lacks_what_only_the_list_tells(
    ecwid_session: Session, account: StaffAccount, requests_of: RequestsOf
) -> None:
    ecwid_session.expunge(account)
    with requests_of() as sent:
        found = ecwid_session.get(StaffAccount, account.id)
        assert (found.id, found.email) == (account.id, "ann@example.com")
        assert found.invite_accepted is False
        assert found.name == ""
        ecwid_session.refresh(found)
    assert operations(sent) == ["getStaffAccount", "listStaffAccounts", "listStaffAccounts"]
    ecwid_session.expunge(found)
    assert ecwid_session.get_many(StaffAccount, [account.id])[0].name == ""


def test_permissions_are_listed(ecwid_session: Session, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        assert StaffAccount.scopes() == list(StaffScope)
    assert sent == [("GET", "/profile/staffScopes", None)]
    assert operations(sent) == ["getStaffAccountScopes"]


def test_an_invitation_is_sent_again(
    ecwid_session: Session, account: StaffAccount, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        account.resend_invite()
    assert sent == [("POST", "/staff/invite", {"email": "ann@example.com"})]
    assert operations(sent) == ["resendStaffInvite"]


def test_an_invitation_is_withdrawn(
    ecwid_session: Session, account: StaffAccount, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        account.cancel_invite()
    assert sent == [("DELETE", "/staff/invite", {"email": "ann@example.com"})]
    assert operations(sent) == ["cancelStaffInvite"]
    assert account not in ecwid_session
    with pytest.raises(NotFound):
        ecwid_session.get(StaffAccount, account.id)


def test_an_invitation_is_not_mailed_twice_by_itself(
    account: StaffAccount, ecwid_emulator: Emulator, requests_of: RequestsOf
) -> None:
    ecwid_emulator.faults.add(Fault("dropped_after", method="POST"))
    with requests_of() as sent, pytest.raises(TransportError):
        account.resend_invite()
    assert len(sent) == 1


def test_the_owner_has_no_invitation(ecwid_session: Session) -> None:
    [owner] = ecwid_session.query(StaffAccount)
    with pytest.raises((BadRequest, NotFound)):
        owner.cancel_invite()
    assert owner in ecwid_session


# Domains -----------------------------------------------------------------------------------------


def free(found: DomainSearch) -> str:
    return next(str(one.name) for one in found.domains if one.status == "available")


def test_domains_are_looked_for(ecwid_session: Session, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        found = StoreDomains.search("mug shop")
    assert sent == [("GET", "/domains/search?keyword=mug%20shop", None)]
    assert operations(sent) == ["searchDomains"]
    assert isinstance(found, DomainSearch)
    assert found.keyword == "mug shop"
    assert found.domains[0].price is not None


def test_a_domain_is_bought(ecwid_session: Session, requests_of: RequestsOf) -> None:
    domains = ecwid_session.get(StoreDomains)
    assert domains.purchased_domains == []
    name = free(StoreDomains.search("mugs", session=ecwid_session))
    wanted = DomainPurchase(domain_name=name, first_name="Ann", country_code="NL")
    with requests_of() as sent:
        bought = domains.purchase(wanted)
    body = {"domainName": name, "firstName": "Ann", "countryCode": "NL"}
    assert sent == [("POST", "/domains/purchase", body)]
    assert operations(sent) == ["purchaseDomain"]
    assert isinstance(bought, PurchasedDomain)
    assert bought.name == name
    assert [one.name for one in domains.purchased_domains] == [name]
    with pytest.raises(BadRequest) as raised:
        domains.purchase(wanted)
    assert raised.value.code == "DOMAIN_ALREADY_TAKEN"


def test_a_domain_is_bought_by_its_name(ecwid_session: Session, requests_of: RequestsOf) -> None:
    domains = ecwid_session.get(StoreDomains)
    with requests_of() as sent, pytest.raises(InvalidValue, match="domain_name="):
        domains.purchase(DomainPurchase(first_name="Ann"))
    assert sent == []


def test_a_domain_is_not_bought_again_after_a_lost_answer(
    ecwid_session: Session, ecwid_emulator: Emulator, requests_of: RequestsOf
) -> None:
    domains = ecwid_session.get(StoreDomains)
    name = free(StoreDomains.search("mugs"))
    ecwid_emulator.faults.add(Fault("dropped_after", method="POST"))
    with requests_of() as sent, pytest.raises(TransportError):
        domains.purchase(DomainPurchase(domain_name=name))
    assert len(sent) == 1


# Redirects ---------------------------------------------------------------------------------------


def test_redirects_are_created_in_one_call(
    ecwid_session: Session, ecwid_emulator: Emulator, requests_of: RequestsOf
) -> None:
    ecwid_emulator.faults.add(Fault("dropped_before", method="POST"))
    with requests_of() as sent:
        made = InstantSiteRedirect.create(
            [("/old", "/new"), InstantSiteRedirect(from_url="/a", to_url="/b")]
        )
    body = [{"fromUrl": "/old", "toUrl": "/new"}, {"fromUrl": "/a", "toUrl": "/b"}]
    assert sent == [("POST", "/instant-site/redirects", body)] * 2
    assert operations(sent) == ["createInstantSiteRedirects"] * 2
    assert made == (2, 0)
    again = InstantSiteRedirect.create([("/old", "/new"), ("/c", "/d")], session=ecwid_session)
    assert (again.created, again.existing) == (1, 1)
    assert ecwid_session.query(InstantSiteRedirect).count() == 3


def test_redirects_are_found_by_their_path(ecwid_session: Session, requests_of: RequestsOf) -> None:
    assert InstantSiteRedirect.for_path("/old").has_any_redirects is False
    InstantSiteRedirect.create([("/old", "/new"), ("/older", "/new")])
    with requests_of() as sent:
        found = InstantSiteRedirect.for_path("/old")
    assert sent == [("GET", "/instant-site/redirects/get-for-path?exactPath=%2Fold", None)]
    assert operations(sent) == ["getInstantSiteRedirectsForPath"]
    [redirect] = found.items
    assert found.has_any_redirects is True
    assert redirect in ecwid_session
    redirect.to_url = "/newest"
    ecwid_session.commit()
    assert ecwid_session.query(InstantSiteRedirect).where(keyword="newest").one() is redirect


def test_redirects_that_lead_nowhere_are_not_sent(
    ecwid_session: Session, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        with pytest.raises(InvalidValue, match="needs from_url and to_url"):
            InstantSiteRedirect.create([("/old", "/new"), InstantSiteRedirect(from_url="/a")])
        assert InstantSiteRedirect.create([]) == (0, 0)
    assert sent == []


def test_the_shop_fixture_reaches_the_same_store(ecwid_session: Session, shop: Shop) -> None:
    assert shop.read("profile")["generalInfo"]["storeId"] == int(ecwid_session.client.store_id)
