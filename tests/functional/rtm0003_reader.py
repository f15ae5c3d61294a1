"""A small reader of the post's electronic list (RTM 0003), written from the format's description alone: it shares no
code with the product, so that what both agree on is the format."""

import io
import re
import zipfile
from datetime import date

MAIN = ("Inn Kpp DepCode SndrTel SendCtg SendDate ListNum IndexFrom MailType MailCtg DirectCtg PayType PayTypeNot "
        "TransType PostMark MailRank NumContract SMSNoticeS").split()
MAIN_13 = "KindJurPers SndrFact InnFact KppFact DepcodeFact".split()
MAIN_14 = ["CourierFee"]
SENDER = ("Sndr AddressTypeSndr NumAddressTypeSndr IndexSndr RegionSndr AreaSndr PlaceSndr LocationSndr StreetSndr "
          "HouseSndr LetterSndr SlashSndr CorpusSndr BuildingSndr HotelSndr RoomSndr").split()
SUMMARY = ("MailCount MailWeight ValueSum DeliveryRateSum DeliveryRateVAT DeliveryRateTotal ValueSumRateTotal "
           "ValueSumRateVAT NoticeRateTotal NoticeRateVAT SMSNoticeTotal SMSNoticeVAT").split()
SUMMARY_14 = "CourierFeeTotal CourierFeeVAT".split()
TOTALS = "TotalRate TotalRateVAT".split()
COLUMNS = ("Barcode Mass MassRate Payment Value InsrRate AirRate Rcpn AddressTypeTo NumAddressTypeTo IndexTo RegionTo "
           "AreaTo PlaceTo LocationTo StreetTo HouseTo LetterTo SlashTo CorpusTo BuildingTo HotelTo RoomTo Comment "
           "MailDirect TelAddress Length Width Height VolumeWeight SMSNoticeR MPODeclaration PaymentCurrency SndrFact "
           "ApoNum MailType").split()


class Defect(ValueError):
    """The list is not what the format says."""


def demand(holds, what):
    if not holds:
        raise Defect(what)


class PostingList:
    """name, version, ini: {section: {key: value}}, rows: [{column: value}]"""

    def __init__(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            demand(archive.testzip() is None, "the archive is damaged")
            names = sorted(archive.namelist())
            demand(len(names) == 2, f"two files are wanted, not {names}")
            self.name = names[0][:21]
            demand(re.fullmatch(r"\d{21}", self.name), f"no name of 21 digits: {names}")
            demand(names == [self.name + ".txt", self.name + "h.ini"], f"not the names of a list: {names}")
            self.ini = sections_of(lines_of(archive.read(self.name + "h.ini")))
            lines = lines_of(archive.read(self.name + ".txt"))
        self.version = self.ini["DocVersion"]["DocVersion"]
        demand(self.version in ("RTM0003-11-16", "RTM0003-13-17", "RTM0003-14-18"), self.version)
        self.check_keys()
        self.rows = self.rows_of(lines)
        self.check_name()
        self.check_sums()

    def check_keys(self):
        late = self.version >= "RTM0003-13-17"
        latest = self.version >= "RTM0003-14-18"
        wanted = {"Main": MAIN + (MAIN_13 if late else []) + (MAIN_14 if latest else []), "Sender": SENDER,
                  "Summary": SUMMARY + (SUMMARY_14 if latest else []) + TOTALS, "DocVersion": ["DocVersion"]}
        demand([(s, list(keys)) for s, keys in self.ini.items()] == list(wanted.items()), "other keys, or another order")

    def rows_of(self, lines):
        columns = COLUMNS if self.version >= "RTM0003-13-17" else COLUMNS[:33]
        demand(lines and lines[0].split("|") == columns, "other columns")
        rows = []
        for number, line in enumerate(lines[1:], 2):
            fields = line.split("|")
            demand(len(fields) == len(columns), f"line {number}: {len(fields)} fields")
            rows.append(dict(zip(columns, fields)))
        return rows

    def check_name(self):
        main = self.ini["Main"]
        sent = main["SendDate"]
        day = date(int(sent[:4]), int(sent[4:6]), int(sent[6:])).timetuple().tm_yday
        name = f"{main['Inn']:0>12}{sent[3]}{day:03}{int(main['ListNum']):05}"
        demand(name == self.name, f"the list is called {self.name} and should be called {name}")

    def check_sums(self):
        sums = {key: int(value) for key, value in self.ini["Summary"].items()}
        rates = sum(int(row["MassRate"]) for row in self.rows)
        demand(sums["MailCount"] == len(self.rows), f"{len(self.rows)} rows, but MailCount={sums['MailCount']}")
        demand(sums["DeliveryRateTotal"] == rates, f"rates of {rates}, but {sums['DeliveryRateTotal']} in the summary")
        demand(sums["DeliveryRateSum"] + sums["DeliveryRateVAT"] == rates, "rate and tax are not the total")
        demand(sums["TotalRate"] == rates and sums["TotalRateVAT"] == sums["DeliveryRateVAT"], "TotalRate")


def lines_of(content):
    """cp866 with CRLF behind every line."""
    demand(content.endswith(b"\r\n"), "the last line has no end")
    lines = content.decode("cp866").split("\r\n")[:-1]
    demand(not any("\r" in line or "\n" in line for line in lines), "a line end that is not CRLF")
    return lines


def sections_of(lines):
    sections = {}
    for line in lines:
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), {})
        else:
            key, equals, value = line.partition("=")
            demand(equals and key == key.strip() and key not in current, f"not Key=value: {line}")
            current[key] = value
    return sections
