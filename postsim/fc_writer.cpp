#include <array>
#include <charconv>

#include <fmt/format.h>

#include "postsim/operation_names.hpp"
#include "postsim/soap_reader.hpp"
#include "postsim/soap_writer.hpp"
#include "postsim/xml_text.hpp"

namespace postproof::postsim {

namespace {

constexpr ZoneOffset moscow{std::chrono::hours{3}};
constexpr std::size_t usual_item_bytes = 1200;

std::string in_envelope(std::string_view body) {
  return fmt::format(R"(<S:Envelope xmlns:S="{}"><S:Body>{}</S:Body></S:Envelope>)", soap_names::soap_11, body);
}

/// What stands before and behind the content; an answer of a ticket is half a megabyte, and copied no more than once.
std::string wrapped(FcWrapper wrapper, std::string content) {
  const std::string_view name = wrapper == FcWrapper::ticket ? "ticketResponse" : "answerByTicketResponse";
  const std::string around = in_envelope(fmt::format(R"(<ns2:{0} xmlns:ns2="{1}" xmlns:ns3="{2}"></ns2:{0}>)", name,
                                                     soap_names::fc_wrappers, soap_names::fc_items));
  const std::size_t middle = around.find("></ns2:") + 1;
  content.reserve(content.size() + around.size());
  content.insert(0, around, 0, middle);
  content.append(around, middle);
  return content;
}

void append_number(std::string& out, int value) {
  std::array<char, 12> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end);
}

/// With leading zeros, the last `width` digits.
void append_digits(std::string& out, unsigned value, std::size_t width) {
  const std::size_t at = out.size();
  out.append(width, '0');
  for (std::size_t i = width; i > 0; --i, value /= 10) out[at + i - 1] = static_cast<char>('0' + value % 10);
}

/// dd.MM.yyyy HH:mm:ss on a clock of this zone.
void append_local_time(std::string& out, Instant at, ZoneOffset zone) {
  const Instant shown = at + zone.east;
  const auto midnight = std::chrono::floor<std::chrono::days>(shown);
  const std::chrono::year_month_day day{midnight};
  const auto time = static_cast<unsigned>((shown - midnight).count());
  append_digits(out, static_cast<unsigned>(day.day()), 2);
  append_digits(out += '.', static_cast<unsigned>(day.month()), 2);
  append_digits(out += '.', static_cast<unsigned>(static_cast<int>(day.year())), 4);
  append_digits(out += ' ', time / 3600, 2);
  append_digits(out += ':', time / 60 % 60, 2);
  append_digits(out += ':', time % 60, 2);
}

std::string local_time(Instant at, ZoneOffset zone) {
  std::string text;
  append_local_time(text, at, zone);
  return text;
}

void append_operation(std::string& out, const Operation& scan, Language language) {
  append_number(out += R"(<ns3:Operation OperTypeID=")", scan.type);
  append_number(out += R"(" OperCtgID=")", scan.attribute);
  out += R"(" OperName=")";
  out += operation_name(scan.type, scan.attribute, language).type;  // of our own table: nothing to escape
  append_local_time(out += R"(" DateOper=")", scan.at, office_zone(scan.index));
  out.append(R"(" IndexOper=")").append(scan.index).append(R"("/>)");
}

void append_item(std::string& out, const FcItem& item, Language language) {
  out.append(R"(<ns3:Item Barcode=")").append(xml_escaped(item.barcode)).append(R"(">)");
  if (const auto* error = std::get_if<FcError>(&item.known)) {
    out +=
        fmt::format(R"(<ns3:Error ErrorTypeID="{}" ErrorName="{}"/>)", static_cast<int>(*error), text_of_error(*error));
  } else {
    for (const Operation& scan : std::get<std::vector<Operation>>(item.known)) append_operation(out, scan, language);
  }
  out += "</ns3:Item>";
}

}  // namespace

std::string_view text_of_error(FcError code) {
  switch (code) {
    case FcError::bad_request: return "Неверный формат запроса";
    case FcError::not_authorized: return "Ошибка авторизации: Неверный логин или пароль";
    case FcError::not_ready: return "Ответ ещё не готов";
    case FcError::nothing_known: return "Сообщение не найдено";
    case FcError::internal: return "Внутренняя ошибка сервиса";
    case FcError::gone: return "Срок хранения ответа истёк, ответ удалён";
    case FcError::too_many_items: return "Превышено количество идентификаторов в запросе";
    case FcError::bad_language: return "Неверный код языка";
    case FcError::item_too_long: return "Превышена длина идентификатора";
    case FcError::file_name_too_long: return "Превышена длина имени файла";
  }
  return "";
}

std::string fc_ticket_answer(std::string_view ticket) {
  return wrapped(FcWrapper::ticket, fmt::format("<value>{}</value>", xml_escaped(ticket)));
}

std::string fc_error_answer(FcWrapper wrapper, FcError code, std::string_view text) {
  return wrapped(wrapper,
                 fmt::format(R"(<error ErrorTypeID="{}" ErrorName="{}"/>)", static_cast<int>(code), xml_escaped(text)));
}

std::string fc_answer(std::span<const FcItem> items, Instant prepared_at, Language language) {
  std::string content =
      fmt::format(R"(<value FileName="" FileTypeID="2" FileNumber="1" RecipientID="1" DatePreparation="{}">)",
                  local_time(prepared_at, moscow));
  content.reserve(items.size() * usual_item_bytes);
  for (const FcItem& item : items) append_item(content, item, language);
  content += "</value>";
  return wrapped(FcWrapper::answer, std::move(content));
}

std::string fc_fault(std::string_view reason) {
  return in_envelope(fmt::format("<S:Fault><faultcode>S:Client</faultcode><faultstring>{}</faultstring></S:Fault>",
                                 xml_escaped(reason)));
}

}  // namespace postproof::postsim
