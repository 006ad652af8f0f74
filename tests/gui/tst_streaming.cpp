// SPDX-License-Identifier: GPL-3.0-or-later
// Composing with a system that streams: the music grows in the roll as a preview, and the button
// that composes turns into a Cancel that keeps what has come, as one step of undo and a take.
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/compose/compose_panel.h"
#include "ui/document/document.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/services/training_controller.h"

#include <QPushButton>
#include <QSignalSpy>

#include <chrono>
#include <thread>

using namespace contrafact;
using namespace contrafact::ui;
using score::Tick;

namespace {

constexpr auto kStreaming = "midi-rnn";
constexpr auto kWhole = "vae-nn";

/// Notes a bar apart until it is stopped; then what there is, if its system streams.
class EndlessComposer : public models::Composer {
public:
    explicit EndlessComposer(const std::string& system) {
        m_info.system = system;
        m_info.complete = true;
    }
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest& request,
                                       std::stop_token stop) override {
        std::vector<score::Note> notes;
        while (!stop.stop_requested()) {
            if (notes.size() < 2) // two bars come, then nothing for a long time
                notes.push_back(test::note(static_cast<int>(notes.size()) * kBar, 480, 60));
            if (request.onMusic) request.onMusic(test::scoreOf(test::instrument(0), notes));
            std::this_thread::sleep_for(std::chrono::milliseconds(40));
        }
        if (!request.onMusic) return Error{"cancelled"};
        models::Generated out;
        out.score = test::scoreOf(test::instrument(0), notes);
        out.cut = true;
        return out;
    }
    Result<models::LatentMap> latentMap() override { return Error{"none"}; }

private:
    static constexpr int kBar = 4 * score::kDefaultPpq;
    models::CheckpointInfo m_info;
};

struct StreamingFixture {
    explicit StreamingFixture(std::string system)
        : service(
              [system](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
                  return std::unique_ptr<models::Composer>(
                      std::make_unique<EndlessComposer>(system));
              },
              nullptr) {
        panel.show();
        QSignalSpy ready(&service, &ComposeService::ready);
        service.load(QCoreApplication::applicationFilePath().toStdString());
        QTRY_COMPARE(ready.count(), 1);
    }
    QPushButton* button(const QString& beginning) {
        for (auto* each : panel.findChildren<QPushButton*>())
            if (each->text().startsWith(beginning)) return each;
        return nullptr;
    }
    void click(const QString& beginning) {
        auto* found = button(beginning);
        QVERIFY2(found && found->isEnabled(), qPrintable(beginning));
        QTest::mouseClick(found, Qt::LeftButton);
    }

    Document document;
    Player player{document};
    Library library;
    ComposeService service;
    TrainingController training;
    Studio studio{document, player, library, service, training};
    ComposePanel panel{studio};
};

} // namespace

class TestStreaming : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void musicGrowsInTheRollWithoutChangingThePiece() {
        StreamingFixture f(kStreaming);
        f.click("Compose");
        QTRY_VERIFY(f.document.preview() && f.document.preview()->noteCount() == 2);
        QCOMPARE(f.document.score().noteCount(), std::size_t{0});
        QCOMPARE(f.document.undoStack().count(), 0);
    }

    void cancelKeepsWhatHasCome() {
        StreamingFixture f(kStreaming);
        const auto later = test::note(6 * 1920, 480, 72);
        f.document.reset(test::scoreOf(test::instrument(0), {later}));
        f.document.setRegion(score::TickRange{Tick(0), Tick(8 * 1920)});
        const auto before = f.document.score();
        f.click("Compose");
        QTRY_VERIFY(f.document.preview() && f.document.preview()->noteCount() == 3);
        f.click("Cancel");
        QTRY_COMPARE(f.document.undoStack().count(), 1);
        QVERIFY(!f.document.preview());
        QVERIFY(!f.service.composing());
        QCOMPARE(f.document.score().noteCount(), std::size_t{3}); // the later note is untouched
        QCOMPARE(f.document.region()->end, Tick(2 * 1920));
        QCOMPARE(f.library.takes().all().size(), std::size_t{1});
        QVERIFY(f.library.takes().all().front().provenance.find(R"("cut":true)") !=
                std::string::npos);
        QVERIFY(f.button("Compose"));
        f.document.undoStack().undo();
        QVERIFY(f.document.score().sounds(before));
    }

    void cancelOfAnotherSystemLeavesAllAsItWas() {
        StreamingFixture f(kWhole);
        f.click("Compose");
        f.click("Cancel");
        QVERIFY(!f.service.composing());
        QTest::qWait(100);
        QCOMPARE(f.document.undoStack().count(), 0);
        QVERIFY(!f.document.preview());
        QCOMPARE(f.library.takes().all().size(), std::size_t{0});
        QVERIFY(f.button("Compose"));
    }
};

CONTRAFACT_TEST(TestStreaming)
#include "tst_streaming.moc"
