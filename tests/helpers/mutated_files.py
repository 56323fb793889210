"""Files of other formats, made up, and the same broken by chance, from a seed."""

from __future__ import annotations

import io
import json
import random
import zipfile

import openpyxl

UCDP = (
    b"id,year,type_of_violence,dyad_name,side_a,side_b,source_office,source_headline,source_original,"
    b"where_prec,where_coordinates,adm_1,latitude,longitude,country,event_clarity,date_prec,date_start,date_end,deaths_a,"
    b"deaths_b,deaths_civilians,deaths_unknown,low,best,high\n"
    b'11,2031,1,Merrow - Uplands,Merrow,Uplands,Merrow Post;Harbour Radio,"Two killed, says ""guard""",guard,'
    b"1,Ternhaven town,Strait,0.5,0.8,Merrow,1,1,2031-03-28,2031-03-28,1,1,0,0,2,2,3\n"
    b"12,2031,1,Merrow - Uplands,Merrow,Uplands,Merrow Post,Clash,,4,Strait,Strait,0.7,0.9,Merrow,2,4,"
    b"2031-04-01,2031-04-30,0,0,3,1,4,3,4\n"
    b"13,2031,3,Uplands - Civilians,"
    b"Uplands,Civilians,,,,6,Merrow,,,,Merrow,1,5,2031-01-01,2031-12-31,0,0,7,0,7,7,9\n"
)
ACLED = (
    "\ufeffevent_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,inter1,actor2,inter2,"
    "interaction,country,admin1,location,latitude,longitude,geo_precision,source,notes,fatalities,timestamp\n"
    "MRW1,2031-03-28,2031,1,Battles,Armed clash,Guard,1,Uplanders,2,12,Merrow,Strait,Ternhaven,0.5,0.8,1,"
    '"Merrow Post; Harbour Radio","They met, and fought.",3,1932560000\n'
    "MRW2,02 April 2031,2031,2,Protests,Peaceful protest,Townsmen,Protesters,,,Protesters only,Merrow,Strait,"
    "Gull Point,0.7,0.9,3,Merrow Post,A march.,0,1932660000\n"
).encode()
HXL = (
    b"Losses by town\nDay,Town,Province,Dead,Hurt (min),Who,From\n"
    b"#date,#loc+name,#adm1+name,#affected+killed,#affected+injured+min,#org,#meta+source\n"
    b"2031-03-28,Ternhaven,Strait,3,10,Coast guard,Merrow Post\n,Gull Point,Strait,,,Coast guard,Merrow "
    b"Post\n"
)
TABLE = (
    "date;place;region;lat;lon;killed;wounded;claimant;publisher;Бемерkung\r\n"
    "28.03.2031;Ternhaven;Strait;0,5;0,8;3;1.240,0;Coast guard;Merrow Post;\r\n"
    '02.04.2031;"Gull; Point";Strait;0,75;0,9;30+;;Coast guard;Merrow Post;"zwei\r\nZeilen"\r\n;;;;;;;;;\r\n'
).encode("utf-16")
_POINT = {"type": "Point", "coordinates": [0.8, 0.5]}
_NAMED = {"id": "T1", "date": "2031-03-28", "title": "Clash", "killed": 3, "links": ["https://example.org"]}
GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": _POINT, "properties": {**_NAMED, "source": "Merrow Post"}},
            {"type": "Feature", "geometry": None, "properties": {"date": "2031-03-29"}},
        ],
    }
).encode()
MAPPING = b"""[file]
encoding = "utf-16"
separator = ";"
decimal = ","
thousands = "."
dates = "day first"

[columns]
date = "date"
place = "place"
region = "region"
lat = "lat"
lon = "lon"
claimant = "claimant"

[numbers]
killed = "killed"
wounded = { high = "wounded", population = "townspeople", unit = "persons" }

[constants]
publisher = "Merrow Post"
status = "reported"
"""
# fmt: off
_TOKENS = [
    b",", b";", b"\t", b"|", b'"', b"'", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\\",
    b"1e999", b"-1", b"nan", b"inf", b"1,234", b"1.234", b"2031-02-30", b"31.12.2031", b"12/31/2031",
    b"9" * 400, b"#date",
    b"2031", b"0024-01-01", b"1905-07-16", b"#REF!", b"Total", b"=1+1", b"{}", b"[]", b"null", b"true", b" ",
    "ё".encode(), "\u202e".encode(), "\ud800".encode("utf-8", "surrogatepass"), b"version https://git-lfs",
    b"=", b"[", b"[[", b"]", b'"\""', b"skip = [2]", b"header = 2", b"low", b"region", b"cp1251", b"hex",
]
# fmt: on


def make_workbook() -> bytes:
    """Return a workbook with merged cells, an error, a formula, and a total at its foot."""
    import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Losses of 2031"])
    sheet.merge_cells("A1:D1")
    sheet.append(["date", "place", "killed", "wounded"])
    sheet.append([datetime.datetime(2031, 3, 28), "Ternhaven", 3, 12])
    sheet.append([datetime.datetime(2031, 4, 2), "Gull Point", "30+", "#REF!"])
    sheet["D4"].data_type = "e"
    sheet.append([None, None, None, None])
    sheet.append([datetime.datetime(2031, 4, 3), "Saltmill", "=C3+1", None])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def make_ods() -> bytes:
    """Return an OpenDocument spreadsheet, as small as one can be."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    cell = "<table:table-cell office:value-type='{}'{}><text:p>{}</text:p></table:table-cell>"
    rows = [
        [cell.format("string", "", name) for name in ("date", "place", "killed")],
        [
            cell.format("date", " office:date-value='2031-03-28'", "28.03.31"),
            cell.format("string", "", "Ternhaven"),
            cell.format("float", " office:value='3'", "3"),
        ],
    ]
    empty = "<table:table-row table:number-rows-repeated='1048574'><table:table-cell/></table:table-row>"
    body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows) + empty
    text = (
        f"<office:document-content{names}><office:body><office:spreadsheet><table:table table:name='Losses'>"
        f"{body}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", text)
    return content.getvalue()


def mutate(content: bytes, seed: int) -> bytes:
    """Break a file in one to four ways."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    made = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(made) + 1)
        until = min(at + chance.choice([1, 2, 5, 20, 200]), len(made))
        way = chance.randrange(8)
        if way == 0:
            del made[at:until]
        elif way == 1:
            made[at:at] = made[at:until]
        elif way == 2:
            made[at:until] = chance.choice(_TOKENS)
        elif way == 3:
            made[at:at] = chance.choice(_TOKENS)
        elif way == 4 and at < len(made):
            made[at] = chance.randrange(256)
        elif way == 5:
            old, new = chance.choice(_TOKENS), chance.choice(_TOKENS)
            made = made.replace(old, new, chance.choice([1, -1]))
        elif way == 6 and chance.random() < 0.2:
            del made[at:]
        else:
            made = _between_separators(made, chance)
    return bytes(made)


def _between_separators(made: bytearray, chance: random.Random) -> bytearray:
    """Put something else into one cell."""
    sign = chance.choice([b",", b";", b";\0", b":", b"\n"])
    cells = made.split(sign)
    cells[chance.randrange(len(cells))] = bytearray(chance.choice(_TOKENS))
    return bytearray(sign.join(cells))


def mutate_zip(content: bytes, seed: int) -> bytes:
    """Break a workbook: half of the time a file within it, else its bytes."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    if chance.random() < 0.4:
        return mutate(content, seed)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(made, "w") as other:
        names = archive.namelist()
        broken = chance.choice(
            [name for name in names if "sheet" in name or "content" in name or chance.random() < 0.3] or names
        )
        for name in names:
            inner = archive.read(name)
            other.writestr(name, mutate(inner, seed + 1) if name == broken else inner)
    return made.getvalue()
