#pragma once

#include <string>

#include "tracking/post_credentials.hpp"

namespace postproof::tracking::test {

inline PostCredentials credentials(const char* login = "LOGIN", const char* password = "PASSWORD") {
  return make_post_credentials(Secret{login}, Secret{password}).value();
}

/// A SOAP 1.1 envelope with the post's prefixes around `inner`.
inline std::string batch_envelope(const std::string& inner) {
  return R"(<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>)" +
         inner + "</S:Body></S:Envelope>";
}

inline std::string ticket_reply(const std::string& inner) {
  return batch_envelope(
      R"(<ns2:ticketResponse xmlns:ns2="http://fclient.russianpost.org/postserver" xmlns:ns3="http://fclient.russianpost.org">)" +
      inner + "</ns2:ticketResponse>");
}

inline std::string batch_wrapper(const std::string& inner) {
  return batch_envelope(
      R"(<ns2:answerByTicketResponse xmlns:ns2="http://fclient.russianpost.org/postserver" xmlns:ns3="http://fclient.russianpost.org">)" +
      inner + "</ns2:answerByTicketResponse>");
}

inline std::string batch_reply(const std::string& items) {
  return batch_wrapper(
      R"(<value FileName="" FileTypeID="2" FileNumber="1" RecipientID="1" DatePreparation="15.09.2026 04:18:30">)" +
      items + "</value>");
}

inline std::string operation(const std::string& type, const std::string& attribute, const std::string& date,
                             const std::string& index, const std::string& name = "Обработка") {
  return "<ns3:Operation OperTypeID=\"" + type + "\" OperCtgID=\"" + attribute + "\" OperName=\"" + name +
         "\" DateOper=\"" + date + "\" IndexOper=\"" + index + "\"/>";
}

inline std::string item(const std::string& number, const std::string& inner) {
  return "<ns3:Item Barcode=\"" + number + "\">" + inner + "</ns3:Item>";
}

inline std::string single_envelope(const std::string& inner) {
  return R"(<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body>)" +
         inner + "</S:Body></S:Envelope>";
}

inline std::string history_reply(const std::string& records) {
  return single_envelope(R"(<ns7:getOperationHistoryResponse xmlns:ns3="http://russianpost.org/operationhistory/data")"
                         R"( xmlns:ns7="http://russianpost.org/operationhistory"><ns3:OperationHistoryData>)" +
                         records + "</ns3:OperationHistoryData></ns7:getOperationHistoryResponse>");
}

inline std::string record(const std::string& number, const std::string& type, const std::string& attribute,
                          const std::string& date, const std::string& index) {
  return "<ns3:historyRecord><ns3:AddressParameters><ns3:OperationAddress><ns3:Index>" + index +
         "</ns3:Index><ns3:Description>Новосибирск 99</ns3:Description></ns3:OperationAddress></ns3:AddressParameters>"
         "<ns3:ItemParameters><ns3:Barcode>" +
         number + "</ns3:Barcode></ns3:ItemParameters><ns3:OperationParameters><ns3:OperType><ns3:Id>" + type +
         "</ns3:Id><ns3:Name>Обработка</ns3:Name></ns3:OperType><ns3:OperAttr><ns3:Id>" + attribute +
         "</ns3:Id><ns3:Name>Прибыло в место вручения</ns3:Name></ns3:OperAttr><ns3:OperDate>" + date +
         "</ns3:OperDate></ns3:OperationParameters></ns3:historyRecord>";
}

inline std::string single_fault(const std::string& detail_element) {
  return single_envelope(
      "<S:Fault><S:Code><S:Value>S:Receiver</S:Value></S:Code><S:Reason><S:Text "
      "xml:lang=\"en\">Error</S:Text></S:Reason>"
      "<S:Detail><ns3:" +
      detail_element + " xmlns:ns3=\"http://russianpost.org/operationhistory/data\">text</ns3:" + detail_element +
      "></S:Detail></S:Fault>");
}

}  // namespace postproof::tracking::test
