"""The way to a station on a map."""

from __future__ import annotations

from urllib.parse import quote

from liaison.directory.model import Station


def way_to(station: Station) -> str | None:
    """An address that shows the way on foot; None for a station without coordinates.

    Amap's open address (uri.amap.com): it answers everywhere in China, needs no key, and opens the app where
    there is one. Maps in China are shifted against WGS 84 (GCJ-02, some hundred metres); ``coordinate=wgs84``
    says that ours are not, so that Amap shifts them itself. Where the person starts is not in it: their own
    phone knows, and nobody else has to.
    """
    if station.latitude is None or station.longitude is None:
        return None
    name = quote(station.name.replace(",", " "), safe="")
    place = f"{station.longitude:.6f},{station.latitude:.6f},{name}"
    return f"https://uri.amap.com/navigation?to={place}&mode=walk&coordinate=wgs84&callnative=1"
