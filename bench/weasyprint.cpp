#include "bench/weasyprint.hpp"

#include <cstdio>
#include <memory>
#include <string>

namespace postproof::bench {

namespace {

/// Without single quotes, so that the shell may have it in them.
constexpr const char* script = R"(
import time
from weasyprint import HTML
page = """<section><div class=head><div class=from><b>Министерство цифровых услуг Образцовой области</b><br>
101000, Москва, Мясницкая ул., д. 26<br>Телефон 8 800 000-00-00<br>ИНН 7700000000</div>
<div class=to><small>ПОЧТА РОССИИ</small> <b>ЗАКАЗНОЕ</b><br>101000 26 <b>00001</b> 5<br><b>Смирнова Анна Сергеевна</b><br>
Мясницкая улица, д. 26, корп. 1, кв. 7<br>Екатеринбург<br>Городской округ Екатеринбург<br>Свердловская область<br>
<b>101000</b></div></div><hr><h1>Код для подтверждения личности</h1><p>Здравствуйте, Анна Сергеевна!</p>
<p>Вы заказали этот код, чтобы подтвердить личность на портале. Заказное письмо вручают только адресату и по документу,
поэтому код из него доказывает, что учётная запись ваша.</p><div class=code><div>Ваш код подтверждения<br>
<span>1234 5678 9012</span></div><div>Код действует <b>по 22 января 2027 г.</b> включительно.</div></div>
<h2>Что сделать</h2><ol><li>Откройте <b>https://portal.example.ru/code</b> и войдите в учётную запись.</li>
<li>Выберите «Подтвердить личность кодом из письма».</li><li>Введите код. Пробелы набирать не нужно.</li>
<li>Дождитесь сообщения, что личность подтверждена.</li></ol><h2>Если код не подходит</h2>
<p>Проверьте, всё ли введено верно. Если срок действия кода истёк, закажите на портале новое письмо: как только оно
будет отправлено, прежний код перестанет действовать.</p><h2>Если вы ничего не заказывали</h2>
<p>Никому не сообщайте код и не вводите его сами. Возможно, кто-то указал ваши имя и адрес. Без этого письма подтвердить
личность от вашего имени он не сможет. Сообщите о письме в службу поддержки портала.</p>
<p><b>Код — только для вас.</b> Портал и почта никогда не спрашивают его.</p>
<footer>Заказное письмо № 10100026000015. По этому номеру можно узнать, где письмо находится.</footer></section>"""
style = """<style>@page{size:A4;margin:20mm}body{font:10.5pt PT Sans}section{break-after:page}
.head{display:flex}.from,.to{width:50%}h1{font-size:16pt;color:#123d73}h2{font-size:12pt;color:#123d73}
.code{display:flex;background:#f1f1f1;padding:4mm}.code span{font:28pt PT Mono}footer{font-size:8pt;color:#525252}
</style>"""
def seconds(pages):
    begin = time.perf_counter()
    HTML(string=style + page * pages).write_pdf()
    return time.perf_counter() - begin
seconds(1)
print(200 / seconds(200))
)";

struct PipeClose {
  void operator()(FILE* pipe) const { pclose(pipe); }
};

}  // namespace

std::optional<double> weasyprint_per_second() {
  // The program is a script; its first line names the interpreter that has the library.
  const std::string command =
      std::string(
          "program=$(command -v weasyprint) && interpreter=$(head -n 1 \"$program\" | cut -c 3-) && "
          "$interpreter -c '") +
      script + "' 2>/dev/null";
  const std::unique_ptr<FILE, PipeClose> pipe(popen(command.c_str(), "r"));
  double rate = 0;
  if (!pipe || std::fscanf(pipe.get(), "%lf", &rate) != 1) return std::nullopt;
  return rate;
}

}  // namespace postproof::bench
