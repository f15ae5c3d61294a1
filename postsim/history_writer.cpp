#include <fmt/format.h>

#include "postsim/operation_names.hpp"
#include "postsim/soap_reader.hpp"
#include "postsim/soap_writer.hpp"
#include "postsim/xml_text.hpp"

namespace postproof::postsim {

namespace {

std::string in_envelope(std::string_view body) {
  return fmt::format(
      R"(<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="{}"><S:Body>{}</S:Body></S:Envelope>)",
      soap_names::soap_12, body);
}

std::string element(std::string_view name, std::string_view content) {
  return fmt::format("<ns3:{0}>{1}</ns3:{0}>", name, content);
}

std::string country(std::string_view name) {
  return element(name,
                 "<ns3:Id>643</ns3:Id><ns3:Code2A>RU</ns3:Code2A><ns3:Code3A>RUS</ns3:Code3A>"
                 "<ns3:NameRU>Российская Федерация</ns3:NameRU><ns3:NameEN>Russian Federation</ns3:NameEN>");
}

std::string address(std::string_view name, std::string_view index, Language language) {
  return element(name, element("Index", index) + element("Description", office_name(index, language)));
}

std::string pair(std::string_view name, int id, std::string_view text) {
  return element(name, element("Id", std::to_string(id)) + element("Name", text));
}

/// Money in kopecks: the rate of a registered letter up to 20 g, everything else nothing.
constexpr std::string_view finance =
    "<ns3:FinanceParameters><ns3:Payment>0</ns3:Payment><ns3:Value>0</ns3:Value><ns3:MassRate>10440</ns3:MassRate>"
    "<ns3:InsrRate>0</ns3:InsrRate><ns3:AirRate>0</ns3:AirRate><ns3:Rate>0</ns3:Rate><ns3:CustomDuty>0</ns3:CustomDuty>"
    "</ns3:FinanceParameters>";

std::string item(std::string_view barcode, Language language) {
  const bool rus = language == Language::rus;
  return element("ItemParameters", element("Barcode", barcode) + "<ns3:Internum></ns3:Internum>" +
                                       element("ValidRuType", "true") + element("ValidEnType", "false") +
                                       element("ComplexItemName", rus ? "Письмо заказное" : "Registered letter") +
                                       pair("MailRank", 0, rus ? "Без разряда" : "Without rank") +
                                       pair("PostMark", 0, rus ? "Без отметки" : "Without mark") +
                                       pair("MailType", 2, rus ? "Письмо" : "Letter") +
                                       pair("MailCtg", 1, rus ? "Заказное" : "Registered") + element("Mass", "20") +
                                       element("MaxMassRU", "100") + element("MaxMassEN", "2000"));
}

/// ISO 8601 with milliseconds and the offset of the office.
std::string with_milliseconds(Instant at, ZoneOffset zone) {
  std::string text = format_instant(at, zone);
  return text.insert(19, ".000");
}

std::string operation(const Operation& scan, Language language) {
  const OperationName name = operation_name(scan.type, scan.attribute, language);
  return element("OperationParameters", pair("OperType", scan.type, name.type) +
                                            pair("OperAttr", scan.attribute, name.attribute) +
                                            element("OperDate", with_milliseconds(scan.at, office_zone(scan.index))));
}

std::string record(std::string_view barcode, std::string_view destination, const Operation& scan, Language language) {
  const bool rus = language == Language::rus;
  const std::string addresses = address("DestinationAddress", destination, language) +
                                address("OperationAddress", scan.index, language) + country("MailDirect") +
                                country("CountryFrom") + country("CountryOper");
  return element("historyRecord",
                 element("AddressParameters", addresses) + std::string(finance) + item(barcode, language) +
                     operation(scan, language) +
                     element("UserParameters", pair("SendCtg", 2, rus ? "Бюджетная организация" : "State body")));
}

}  // namespace

std::string history_answer(std::string_view barcode, std::string_view destination_index,
                           std::span<const Operation> scans, Language language) {
  std::string records;
  const std::string safe_barcode = xml_escaped(barcode);
  for (const Operation& scan : scans) records += record(safe_barcode, destination_index, scan, language);
  return in_envelope(fmt::format(
      R"(<ns7:getOperationHistoryResponse xmlns:ns2="{}" xmlns:ns3="{}" xmlns:ns4="{}" xmlns:ns5="{}" xmlns:ns6="{}" )"
      R"(xmlns:ns7="{}"><ns3:OperationHistoryData>{}</ns3:OperationHistoryData></ns7:getOperationHistoryResponse>)",
      soap_names::sms_data, soap_names::rtm34_data, soap_names::soap_11, soap_names::customs_data,
      soap_names::orders_data, soap_names::rtm34_operations, records));
}

std::string history_fault(std::string_view name, std::string_view text) {
  return in_envelope(fmt::format(
      R"(<S:Fault><S:Code><S:Value>S:Receiver</S:Value></S:Code><S:Reason><S:Text xml:lang="en">Error</S:Text>)"
      R"(</S:Reason><S:Detail><ns3:{0} xmlns:ns3="{1}">{2}</ns3:{0}></S:Detail></S:Fault>)",
      name, soap_names::rtm34_data, xml_escaped(text)));
}

std::string history_sender_fault(std::string_view reason) {
  return in_envelope(fmt::format(
      R"(<S:Fault><S:Code><S:Value>S:Sender</S:Value></S:Code><S:Reason><S:Text xml:lang="en">{}</S:Text></S:Reason>)"
      R"(</S:Fault>)",
      xml_escaped(reason)));
}

std::string_view data_fault_text(Language language) {
  return language == Language::rus ? "Формат данных запроса не соответствует установленному в регламенте обмена"
                                   : "The format of the request data is invalid";
}

}  // namespace postproof::postsim
