#include <fmt/format.h>

#include "postsim/operation_names.hpp"
#include "postsim/soap_reader.hpp"
#include "postsim/soap_writer.hpp"
#include "postsim/xml_text.hpp"

namespace postproof::postsim {

namespace {

constexpr ZoneOffset moscow{std::chrono::hours{3}};

std::string in_envelope(std::string_view body) {
  return fmt::format(R"(<S:Envelope xmlns:S="{}"><S:Body>{}</S:Body></S:Envelope>)", soap_names::soap_11, body);
}

std::string wrapped(FcWrapper wrapper, std::string_view content) {
  const std::string_view name = wrapper == FcWrapper::ticket ? "ticketResponse" : "answerByTicketResponse";
  return in_envelope(fmt::format(R"(<ns2:{0} xmlns:ns2="{1}" xmlns:ns3="{2}">{3}</ns2:{0}>)", name,
                                 soap_names::fc_wrappers, soap_names::fc_items, content));
}

/// dd.MM.yyyy HH:mm:ss on a clock of this zone.
std::string local_time(Instant at, ZoneOffset zone) {
  const std::string text = format_instant(at, zone);  // yyyy-MM-ddTHH:mm:ss+HH:MM
  return fmt::format("{}.{}.{} {}", text.substr(8, 2), text.substr(5, 2), text.substr(0, 4), text.substr(11, 8));
}

std::string operation_element(const Operation& scan, Language language) {
  return fmt::format(R"(<ns3:Operation OperTypeID="{}" OperCtgID="{}" OperName="{}" DateOper="{}" IndexOper="{}"/>)",
                     scan.type, scan.attribute, xml_escaped(operation_name(scan.type, scan.attribute, language).type),
                     local_time(scan.at, office_zone(scan.index)), scan.index);
}

std::string item_element(const FcItem& item, Language language) {
  std::string content;
  if (const auto* error = std::get_if<FcError>(&item.known)) {
    content =
        fmt::format(R"(<ns3:Error ErrorTypeID="{}" ErrorName="{}"/>)", static_cast<int>(*error), text_of_error(*error));
  } else {
    for (const Operation& scan : std::get<std::vector<Operation>>(item.known)) {
      content += operation_element(scan, language);
    }
  }
  return fmt::format(R"(<ns3:Item Barcode="{}">{}</ns3:Item>)", xml_escaped(item.barcode), content);
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
  for (const FcItem& item : items) content += item_element(item, language);
  return wrapped(FcWrapper::answer, content + "</value>");
}

std::string fc_fault(std::string_view reason) {
  return in_envelope(fmt::format("<S:Fault><faultcode>S:Client</faultcode><faultstring>{}</faultstring></S:Fault>",
                                 xml_escaped(reason)));
}

}  // namespace postproof::postsim
