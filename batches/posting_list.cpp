#include "batches/posting_list.hpp"

#include <array>
#include <future>
#include <utility>

#include <fmt/format.h>

#include "batches/manifest.hpp"
#include "letters/posting_list_sheet.hpp"

namespace postproof::batches {

namespace {

constexpr std::int64_t list_numbers = 100'000;

RtmHead head_of(const PostingSettings& settings, const Batch& batch, ZoneOffset zone) {
  RtmHead head = settings.head;
  head.send_date = local_date(batch.sealed_at, zone);
  head.list_number = static_cast<int>(batch.sequence % list_numbers);
  return head;
}

std::string printed_date(Date date) {
  const std::chrono::year_month_day day{date};
  return fmt::format("{:02}.{:02}.{:04}", static_cast<unsigned>(day.day()), static_cast<unsigned>(day.month()),
                     static_cast<int>(day.year()));
}

std::string_view pay_type_in_words(int pay_type) {
  switch (pay_type) {
    case 1: return "наличными";
    case 2: return "безналичный расчёт";
    case 4: return "бесплатно";
    case 8: return "банковской картой";
    case 16: return "почтовыми марками";
    case 32: return "предоплата";
    case 64: return "оплачено международному оператору";
    case 256: return "франкирование";
    default: return "";
  }
}

std::string_view rank_in_words(int rank) {
  static constexpr std::array<std::string_view, 10> words{
      "без разряда",   "правительственное", "воинское",        "служебное",        "судебное",
      "президентское", "кредитное",         "межоператорское", "административное", "выборное"};
  return rank >= 0 && rank < static_cast<int>(words.size()) ? words[static_cast<std::size_t>(rank)] : "";
}

std::string address_in_words(const RtmSenderAddress& address) {
  std::string text = address.index;
  const auto add = [&](std::string_view kind, const std::string& part) {
    if (!part.empty()) text += fmt::format(", {}{}", kind, part);
  };
  if (address.region != address.city) add("", address.region);
  add("", address.district);
  add("", address.city);
  add("", address.street);
  add("д. ", address.house);
  add("корп. ", address.building);
  add("помещ. ", address.room);
  return text;
}

letters::PostingListHead sheet_head_of(const RtmHead& head, const LetterRate& rate) {
  const std::string kpp = head.kpp.empty() ? "" : ", КПП " + head.kpp;
  letters::PostingListHead sheet;
  sheet.number = std::to_string(head.list_number);
  sheet.date = printed_date(head.send_date);
  sheet.lines = {{"Отправитель", head.sender_name},
                 {"", fmt::format("ИНН {}{}", head.inn, kpp)},
                 {"Адрес отправителя", address_in_words(head.sender)},
                 {"Договор №", head.contract},
                 {"Место приёма", head.index_from},
                 {"Вид и категория", "письмо заказное"},
                 {"Разряд", std::string(rank_in_words(head.rank))},
                 {"Плательщик", "отправитель"},
                 {"Способ оплаты пересылки", std::string(pay_type_in_words(head.pay_type))},
                 {"Электронный список", fmt::format("{}, {}", rtm_list_name(head), name_of(head.version))}};
  sheet.mass = std::to_string(letter_weight_grams);
  sheet.rate = roubles(rate.total());
  return sheet;
}

letters::PostingListEnd sheet_end_of(const RtmHead& head, const LetterRate& rate, const RtmTotals& totals) {
  letters::PostingListEnd end;
  end.letters = std::to_string(totals.letters);
  end.sums = {{"Отправлений", std::to_string(totals.letters)},
              {"Общая масса", fmt::format("{} г", totals.letters * letter_weight_grams)},
              {"Плата без НДС", roubles(totals.rate_without_vat) + " руб."},
              {fmt::format("НДС {} %", rate.vat_percent), roubles(totals.vat) + " руб."},
              {"Плата всего, с НДС", roubles(totals.rate_total) + " руб."}};
  end.handed_in_by = head.sender_name;
  return end;
}

RtmLetter rtm_letter_of(const Member& member) {
  const orders::Recipient& to = member.recipient;
  const orders::Address& at = member.address;
  return {member.track_number.str(), to.last_name.reveal(), to.first_name.reveal(),
          to.middle_name.reveal(),   at.index.str(),        at.region.reveal(),
          at.district.reveal(),      at.city.reveal(),      at.street.reveal(),
          at.house.reveal(),         at.building.reveal(),  at.apartment.reveal()};
}

/// Passes portions of members on to both forms. While a portion is deflated, another thread draws it.
class TwoForms {
 public:
  TwoForms(const RtmHead& head, const LetterRate& rate, letters::PostingListSheet& sheet, const MemberSource& next)
      : head_(head), rate_(rate), sheet_(sheet), next_(next) {}

  /// The next piece of the .txt; empty at its end, when everything is drawn.
  Result<std::string> piece() {
    if (!begun_) {
      begun_ = true;
      return write_rtm_header(head_.version);
    }
    for (;;) {
      PP_TRY(std::vector<Member> members, next_());
      PP_TRYV(wait());
      if (members.empty()) return std::string();
      drawn_ = std::move(members);
      drawing_ = std::async(std::launch::async, [this] { return draw(); });
      std::string text = lines();
      if (!text.empty()) return text;
    }
  }

  std::int64_t letters() const { return letters_; }

 private:
  std::string lines() {
    constexpr std::size_t bytes_a_line = 160;
    std::string text;
    text.reserve(drawn_.size() * bytes_a_line);
    for (const Member& member : drawn_) {
      if (member.rejected) continue;
      append_rtm_line(text, head_.version, rtm_letter_of(member), rate_);
      ++letters_;
    }
    return text;
  }

  Result<void> draw() {
    for (const Member& member : drawn_) {
      if (member.rejected) continue;
      PP_TRYV(sheet_.add(member.recipient, member.address, member.track_number.str()));
    }
    return success();
  }

  Result<void> wait() {
    if (!drawing_.valid()) return success();
    return drawing_.get();
  }

  const RtmHead& head_;
  const LetterRate& rate_;
  letters::PostingListSheet& sheet_;
  const MemberSource& next_;
  bool begun_ = false;
  std::int64_t letters_ = 0;
  std::vector<Member> drawn_;
  std::future<Result<void>> drawing_;  // last: ends before what it works on
};

}  // namespace

std::string roubles(std::int64_t kopecks) { return fmt::format("{},{:02}", kopecks / 100, kopecks % 100); }

Result<PostingList> make_posting_list(const PostingSettings& settings, const Batch& batch, ZoneOffset zone,
                                      const Files& files, const MemberSource& next) {
  const RtmHead head = head_of(settings, batch, zone);
  PP_TRY(const letters::PostingListFonts fonts, letters::PostingListFonts::load(settings.font_dir, files));
  letters::PostingListSheet sheet(fonts, sheet_head_of(head, settings.rate));
  TwoForms forms(head, settings.rate, sheet, next);
  PostingList list;
  const auto ini = [&] {
    list.totals = totals_of(forms.letters(), settings.rate);
    return write_rtm_ini(head, list.totals);
  };
  PP_TRY(list.zip, zip_rtm(head, {[&] { return forms.piece(); }, ini}));
  list.pdf = sheet.finish(sheet_end_of(head, settings.rate, list.totals));
  return list;
}

}  // namespace postproof::batches
