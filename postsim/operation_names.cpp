#include "postsim/operation_names.hpp"

#include <array>

namespace postproof::postsim {

namespace {

struct Row {
  int type;
  int attribute;
  OperationName rus;
  OperationName eng;
};

constexpr auto rows = std::to_array<Row>({
    {1, 2, {"Прием", "Партионный"}, {"Acceptance", "Batch"}},
    {2, 1, {"Вручение", "Вручение адресату"}, {"Delivery", "Delivery to the addressee"}},
    {2, 2, {"Вручение", "Вручение отправителю"}, {"Delivery", "Delivery to the sender"}},
    {2, 6, {"Вручение", "Адресату почтальоном"}, {"Delivery", "To addressee by postman"}},
    {3, 1, {"Возврат", "Истёк срок хранения"}, {"Return", "Storage period expired"}},
    {5, 1, {"Невручение", "Утрачено"}, {"Non-delivery", "Lost"}},
    {8, 0, {"Обработка", "Сортировка"}, {"Processing", "Sorting"}},
    {8, 1, {"Обработка", "Покинуло место приёма"}, {"Processing", "Left the place of acceptance"}},
    {8, 2, {"Обработка", "Прибыло в место вручения"}, {"Processing", "Arrival at delivery office"}},
    {8, 3, {"Обработка", "Прибыло в сортировочный центр"}, {"Processing", "Arrival at sorting centre"}},
    {8, 4, {"Обработка", "Покинуло сортировочный центр"}, {"Processing", "Departure from sorting centre"}},
    {8, 18, {"Обработка", "Передано почтальону"}, {"Processing", "Handed to postman"}},
    {8, 20, {"Обработка", "Покинуло место возврата/досылки"}, {"Processing", "Left the place of return/redirection"}},
    {8, 24, {"Обработка", "Направлено извещение"}, {"Processing", "Notice sent"}},
    {8,
     28,
     {"Обработка", "Истекает срок хранения (осталось 5 дней)"},
     {"Processing", "Storage period expires (5 days left)"}},
    {8, 40, {"Обработка", "Истек срок хранения"}, {"Processing", "Storage period expired"}},
    {8,
     42,
     {"Обработка", "Истекает срок хранения (остался 1 день)"},
     {"Processing", "Storage period expires (1 day left)"}},
    {12,
     1,
     {"Неудачная попытка вручения", "Временное отсутствие адресата"},
     {"Unsuccessful delivery attempt", "Addressee temporarily absent"}},
    {18, 0, {"Регистрация утраты", "Регистрация утраты"}, {"Registration of loss", "Registration of loss"}},
    {28, 0, {"Присвоение идентификатора", "Присвоение идентификатора"}, {"Identifier assigned", "Identifier assigned"}},
});

}  // namespace

OperationName operation_name(int type, int attribute, Language language) {
  for (const Row& row : rows) {
    if (row.type == type && row.attribute == attribute) return language == Language::rus ? row.rus : row.eng;
  }
  if (language == Language::rus) return {"Служебная операция", "Служебная операция"};
  return {"Service operation", "Service operation"};
}

}  // namespace postproof::postsim
