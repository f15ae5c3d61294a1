#include "letters/plain_document.hpp"

#include "letters/pdf_document.hpp"
#include "letters/ready_letter.hpp"

namespace postproof::letters {

namespace {

class PlainDocument final : public LetterDocument {
 public:
  explicit PlainDocument(const Installation& installation) : installation_(installation), fields_(installation) {}

  Result<void> add(const LetterContent& letter) override {
    if (finished_) return fail(ErrorKind::state_conflict, "the document is finished");
    if (pages() >= most_pages) return fail(ErrorKind::state_conflict, "the document is full");
    const FieldValues& values = fields_.of(letter);
    PP_TRY(const ReadyLetter ready, make_ready(letter, values, installation_));
    PP_TRY(const Page page, ready.layout->page({ready.address, values}, installation_.parts()));
    if (!document_) {
      PP_TRY(document_, PdfDocument::create(installation_.fonts, letter_facts(letter.language)));
    }
    return document_->add(page, ready.code);
  }

  std::size_t pages() const override { return document_ ? document_->pages() : 0; }

  Result<Bytes> finish() override {
    if (finished_ || !document_) return fail(ErrorKind::state_conflict, "the document is finished or has no page");
    finished_ = true;
    return document_->save();
  }

 private:
  const Installation& installation_;
  LetterFields fields_;
  std::unique_ptr<PdfDocument> document_;
  bool finished_ = false;
};

}  // namespace

std::unique_ptr<LetterDocument> begin_plain_document(const Installation& installation) {
  return std::make_unique<PlainDocument>(installation);
}

}  // namespace postproof::letters
