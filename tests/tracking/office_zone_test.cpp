#include "tracking/office_zone.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace postproof::tracking {
namespace {

TEST_CASE("an office's clock follows its region") {
  struct Row {
    const char* index;
    const char* zone;
  };
  for (const Row& row :
       {Row{"101000", "+03:00"}, Row{"190000", "+03:00"}, Row{"235999", "+03:00"}, Row{"236000", "+02:00"},
        Row{"238999", "+02:00"}, Row{"239000", "+03:00"}, Row{"295000", "+03:00"}, Row{"400000", "+03:00"},
        Row{"410000", "+04:00"}, Row{"413999", "+04:00"}, Row{"416000", "+04:00"}, Row{"417000", "+03:00"},
        Row{"420000", "+03:00"}, Row{"426000", "+04:00"}, Row{"428000", "+03:00"}, Row{"432000", "+04:00"},
        Row{"440000", "+03:00"}, Row{"443000", "+04:00"}, Row{"450000", "+05:00"}, Row{"454000", "+05:00"},
        Row{"460000", "+05:00"}, Row{"468320", "+05:00"}, Row{"600000", "+03:00"}, Row{"610000", "+03:00"},
        Row{"614000", "+05:00"}, Row{"620000", "+05:00"}, Row{"625000", "+05:00"}, Row{"629000", "+05:00"},
        Row{"630099", "+07:00"}, Row{"634000", "+07:00"}, Row{"640000", "+05:00"}, Row{"644000", "+06:00"},
        Row{"647000", "+07:00"}, Row{"649000", "+07:00"}, Row{"650000", "+07:00"}, Row{"655000", "+07:00"},
        Row{"656000", "+07:00"}, Row{"660000", "+07:00"}, Row{"664000", "+08:00"}, Row{"667000", "+07:00"},
        Row{"669000", "+08:00"}, Row{"670000", "+08:00"}, Row{"672000", "+09:00"}, Row{"675000", "+09:00"},
        Row{"677000", "+09:00"}, Row{"679000", "+10:00"}, Row{"680000", "+10:00"}, Row{"683000", "+12:00"},
        Row{"685000", "+11:00"}, Row{"687000", "+09:00"}, Row{"688000", "+12:00"}, Row{"689000", "+12:00"},
        Row{"690000", "+10:00"}, Row{"693000", "+11:00"}, Row{"694999", "+11:00"}, Row{"695000", "+03:00"}}) {
    CAPTURE(row.index);
    CHECK(format_zone(office_zone(PostalIndex{row.index})) == row.zone);
  }
}

TEST_CASE("what is no index of the country counts as Moscow time") {
  for (const char* index : {"", "63009", "6300990", "63O099", "000000", "999999", "SE-630", "271000"}) {
    CHECK(format_zone(office_zone(PostalIndex{index})) == "+03:00");
  }
}

}  // namespace
}  // namespace postproof::tracking
