// SPDX-License-Identifier: GPL-3.0-or-later
// The compose panel at work with a composer of known notes: dragging previews without touching the
// piece, letting go is one step of undo and a take, several takes keep the first in the piece, and
// a session brings everything back.
#include "core/midi/writer.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/compose/compose_panel.h"
#include "ui/compose/primer_row.h"
#include "ui/compose/report_line.h"
#include "ui/controls/value_slider.h"
#include "ui/document/document.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/services/training_controller.h"

#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::ui;
using score::Tick;

namespace {

/// One piano note whose pitch tells the seed; records what it was asked.
class OneNoteComposer : public models::Composer {
public:
    explicit OneNoteComposer(std::vector<models::GenerationRequest>& asked)
        : m_asked(asked) {
        m_info.system = models::systems().front()->id;
        m_info.complete = true;
    }
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest& request,
                                       std::stop_token) override {
        m_asked.push_back(request);
        models::Generated out;
        out.score = test::scoreOf(test::instrument(0),
                                  {test::note(0, 480, 40 + static_cast<int>(request.seed % 50))});
        out.latent.assign(16, 0.5f);
        out.provenance = R"({"system":"vae-nn","seed":)" + std::to_string(request.seed) + "}";
        return out;
    }
    Result<models::LatentMap> latentMap() override { return Error{"none"}; }

private:
    std::vector<models::GenerationRequest>& m_asked;
    models::CheckpointInfo m_info;
};

/// A window's worth of services.
struct PanelFixture {
    std::vector<models::GenerationRequest> asked; ///< read only while nothing is composed
    Document document;
    Player player{document};
    Library library;
    ComposeService service{
        [this](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
            return std::unique_ptr<models::Composer>(std::make_unique<OneNoteComposer>(asked));
        },
        nullptr};
    TrainingController training;
    Studio studio{document, player, library, service, training};
    ComposePanel panel{studio};

    void load() {
        QSignalSpy ready(&service, &ComposeService::ready);
        service.load(QCoreApplication::applicationFilePath().toStdString());
        QTRY_COMPARE(ready.count(), 1);
    }
    void compose() {
        QSignalSpy finished(&service, &ComposeService::finished);
        panel.perform(Verb::Compose);
        QTRY_COMPARE(finished.count(), 1);
    }
    ValueSlider* slider() { return panel.findChild<ValueSlider*>(); }
};

} // namespace

class TestComposePanel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void composingIsOneStepOfUndo() {
        PanelFixture f;
        f.load();
        f.compose();
        QCOMPARE(f.document.score().noteCount(), std::size_t{1});
        QCOMPARE(f.document.undoStack().count(), 1);
        QCOMPARE(f.document.undoStack().text(0), QString("Compose bars 1–8"));
        QCOMPARE(f.library.takes().all().size(), std::size_t{1});
        QCOMPARE(f.asked.front().bars, 8);
        f.document.undoStack().undo();
        QCOMPARE(f.document.score().noteCount(), std::size_t{0});
    }

    void dragPreviewsAndReleaseCommits() {
        PanelFixture f;
        f.panel.resize(300, 900);
        f.load();
        auto* slider = f.slider();
        QVERIFY(slider);
        slider->resize(214, 34);
        QSignalSpy shown(&f.document, &Document::previewChanged);
        QTest::mousePress(slider, Qt::LeftButton, {}, {150, 25});
        QTRY_COMPARE(shown.count(), 1);
        QVERIFY(f.document.preview());
        QCOMPARE(f.document.score().noteCount(), std::size_t{0}); // only shown
        QCOMPARE(f.document.undoStack().count(), 0);
        QTest::mouseRelease(slider, Qt::LeftButton, {}, {150, 25});
        QTRY_COMPARE(f.document.undoStack().count(), 1);
        QVERIFY(!f.document.preview());
        QCOMPARE(f.document.score().noteCount(), std::size_t{1});
        QCOMPARE(f.library.takes().all().size(), std::size_t{1});
    }

    void aChordThatIsNoneIsToldWhereItWasTyped() {
        PanelFixture f;
        f.panel.show();
        f.load();
        QLineEdit* chords = nullptr;
        for (auto* field : f.panel.findChildren<QLineEdit*>())
            if (field->accessibleName() == "Chords") chords = field;
        QVERIFY(chords);
        chords->setText("Am Xx G");
        Q_EMIT f.service.failed("\"Xx\" is no chord; write Am or F"); // as bar-rnn says it
        auto* report = f.panel.findChild<ReportLine*>();
        QVERIFY(report->isVisible() && report->text().contains("is no chord"));
        QCOMPARE(chords->property("invalid"), QVariant(true));
        QCOMPARE(chords->selectedText(), QString("Xx")); // typing puts another in its place
        QTest::keyClicks(chords, "F");
        QCOMPARE(chords->text(), QString("Am F G"));
        QCOMPARE(chords->property("invalid"), QVariant(false));
        QVERIFY(!report->isVisible());
        Q_EMIT f.service.failed("out of memory"); // which is not about them
        QCOMPARE(chords->property("invalid"), QVariant(false));
    }

    void releaseBeforeTheNotesAreThereCommitsThem() {
        PanelFixture f;
        f.load();
        auto* slider = f.slider();
        slider->resize(214, 34);
        QTest::mouseClick(slider, Qt::LeftButton, {}, {150, 25}); // no event loop in between
        QTRY_COMPARE(f.document.undoStack().count(), 1);
        QCOMPARE(f.document.score().noteCount(), std::size_t{1});
    }

    void lockedTracksStay() {
        PanelFixture f;
        f.load();
        auto piece = test::scoreOf(test::instrument(0), {test::note(0, 480, 60)});
        piece.editTrack(0).info.locked = true;
        f.document.reset(piece);
        f.document.setRegion(score::TickRange{Tick(0), Tick(1920)});
        f.compose();
        QVERIFY(f.document.score().sounds(piece));
    }

    void severalTakesKeepTheFirstInThePiece() {
        PanelFixture f;
        f.load();
        std::map<std::string, std::string> state;
        f.panel.saveTo(state);
        state["compose.takes"] = "3";
        state["compose.seed"] = "7";
        state["compose.seedLocked"] = "1";
        f.panel.restoreFrom(state);
        f.compose();
        const auto& takes = f.library.takes();
        QCOMPARE(takes.all().size(), std::size_t{3});
        QCOMPARE(f.document.undoStack().count(), 1);
        QCOMPARE(f.document.score().track(0).notes().front().pitch.value, 47);
        QCOMPARE(takes.all()[0].score.track(0).notes().front().pitch.value, 49);
        QVERIFY(takes.currentTake()->score.sounds(f.document.score()));
        QCOMPARE(f.asked[1].seed, std::uint64_t{8});
    }

    void aSeedThatIsTypedIsTheNextOne() {
        PanelFixture f;
        f.load();
        QLineEdit* field = nullptr;
        for (auto* each : f.panel.findChildren<QLineEdit*>())
            if (each->accessibleName() == "Seed") field = each;
        field->selectAll();
        QTest::keyClicks(field, "116");
        QTest::keyClick(field, Qt::Key_Return);
        f.compose();
        QCOMPARE(f.asked.back().seed, std::uint64_t{116});
        f.compose();
        QVERIFY(f.asked.back().seed != 116); // it is not locked
        f.panel.anotherSeed();
        const auto shown = field->text().remove(' ').toULongLong();
        f.compose();
        QCOMPARE(f.asked.back().seed, shown);
    }

    void whatIsBeforeTheRegionIsThePrimer() {
        PanelFixture f;
        f.load();
        f.document.reset(test::scoreOf(test::instrument(0), {test::note(0, 480, 60)}));
        f.panel.perform(Verb::Continue);
        QTRY_COMPARE(f.document.score().noteCount(), std::size_t{2});
        QVERIFY(f.asked.back().continueFrom);
        QCOMPARE(f.asked.back().continueFrom->noteCount(), std::size_t{1});
        QCOMPARE(f.document.score().track(0).notes().back().onset, Tick(1920));
        // Composed once more, the same bars are replaced: they are the network's own.
        f.compose();
        QCOMPARE(f.document.score().noteCount(), std::size_t{2});
    }

    void theSelectionIsThePrimerAndWordsSaySo() {
        PanelFixture f;
        f.panel.show();
        f.load();
        auto* primer = f.panel.findChild<PrimerRow*>();
        QVERIFY(primer->isVisible());
        QTRY_VERIFY(primer->words().contains("No note is selected or sounds before bars 1–8"));
        // A note in each of four bars; of these the two in bars 2 and 3 are selected.
        f.document.reset(test::scoreOf(test::instrument(0),
                                       {test::note(0, 480, 60), test::note(1920, 480, 62),
                                        test::note(3840, 480, 64), test::note(5760, 480, 65)}));
        QTRY_VERIFY(primer->words().contains("Goes on from bars 1–4"));
        const auto& notes = f.document.score().track(0).notes();
        f.document.select({{0, notes[1].id}}); // the one that was drawn last is no passage
        QTest::qWait(200);
        QVERIFY(primer->words().contains("Goes on from bars 1–4"));
        f.document.select({{0, notes[1].id}, {0, notes[2].id}});
        QTRY_COMPARE(primer->words(), QString("Goes on from the selection: 2 notes, bars 2–3."));
        QPushButton* goOn = nullptr;
        for (auto* button : f.panel.findChildren<QPushButton*>())
            if (button->text() == "Continue") goOn = button;
        QVERIFY(goOn && goOn->isVisible());
        QTest::mouseClick(goOn, Qt::LeftButton);
        QTRY_COMPARE(f.asked.size(), std::size_t{1});
        QVERIFY(f.asked[0].continueFrom);
        const auto& heard = f.asked[0].continueFrom->track(0).notes();
        QCOMPARE(heard.size(), std::size_t{2});
        QCOMPARE(heard[0].onset, Tick(0)); // from the beginning of bar 2
        QCOMPARE(heard[1].pitch.value, 64);
        QTRY_COMPARE(f.library.takes().all().size(), std::size_t{1});
        QVERIFY(f.library.takes().all().front().provenance.find("selected notes, bars 2–3") !=
                std::string::npos);
    }

    void aFileIsThePrimerUntilAnotherIsChosen() {
        QTemporaryDir folder;
        const auto path = folder.filePath("ballad.mid");
        QVERIFY(midi::writeFile(test::scale(72, 8), path.toStdString()).ok());
        PanelFixture f;
        f.panel.show();
        f.load();
        auto* primer = f.panel.findChild<PrimerRow*>();
        primer->useFile(path);
        QTRY_COMPARE(primer->words(), QString("Goes on from the end of ballad.mid."));
        f.compose();
        QVERIFY(f.asked.back().continueFrom);
        QCOMPARE(f.asked.back().continueFrom->noteCount(), std::size_t{8});
        std::map<std::string, std::string> state;
        f.panel.saveTo(state);
        // "nothing" with the keyboard.
        auto* box = primer->findChild<QComboBox*>();
        QCOMPARE(box->currentText(), QString("ballad.mid"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_N);
        QTRY_COMPARE(primer->words(),
                     QString("It begins with a passage drawn from its training songs."));
        f.compose();
        QVERIFY(!f.asked.back().continueFrom);
        PanelFixture g; // a session brings the file back
        g.panel.restoreFrom(state);
        g.load();
        QTRY_COMPARE(g.panel.findChild<PrimerRow*>()->words(),
                     QString("Goes on from the end of ballad.mid."));
    }

    void aFileThatIsNoMusicIsRefused() {
        QTemporaryDir folder;
        QFile broken(folder.filePath("broken.mid"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("no music");
        broken.close();
        PanelFixture f;
        f.load();
        QSignalSpy problem(&f.panel, &ComposePanel::problem);
        f.panel.findChild<PrimerRow*>()->useFile(broken.fileName());
        QTRY_COMPARE(problem.count(), 1);
        QVERIFY(problem.front()[0].toString().contains("broken.mid"));
        QVERIFY(f.panel.settings().primer.source == PrimerSource::Piece);
    }

    void onlyWhatTheSystemCanIsShown() {
        PanelFixture f;
        f.panel.show();
        f.load();
        const auto& can = models::systems().front()->capabilities;
        for (auto* button : f.panel.findChildren<QPushButton*>()) {
            if (button->text() == "Infill") QCOMPARE(button->isVisible(), can.infills);
            if (button->text() == "Continue") QCOMPARE(button->isVisible(), can.continues);
            if (button->text() == "Blend") QCOMPARE(button->isVisible(), can.blends);
        }
    }

    void aSessionBringsEverythingBack() {
        PanelFixture f;
        f.load();
        f.slider()->setValue(1.23);
        f.library.styles().add("Folk", test::scale(60, 16));
        f.library.styles().setWeight(0, 0.4);
        f.compose();
        session::Session saved;
        saved.score = f.document.score();
        f.library.saveTo(saved);
        f.panel.saveTo(saved.settings);

        PanelFixture g;
        g.document.reset(saved.score);
        g.library.restoreFrom(saved);
        g.panel.restoreFrom(saved.settings);
        g.load();
        QCOMPARE(g.slider()->value(), 1.23);
        QCOMPARE(g.library.styles().count(), 1);
        QCOMPARE(g.library.styles().at(0).set.weight, 0.4);
        QVERIFY(g.library.styles().at(0).set.songs->at(0).track(0) ==
                f.library.styles().at(0).set.songs->at(0).track(0));
        QCOMPARE(g.library.takes().all().size(), std::size_t{1});
        QCOMPARE(g.panel.settings().seed, f.panel.settings().seed);
        // The composed note is still known as the network's: composing again replaces it.
        g.document.setRegion(score::TickRange{Tick(0), Tick(8 * 1920)});
        g.compose();
        QCOMPARE(g.document.score().noteCount(), std::size_t{1});
        QCOMPARE(g.asked.back().styles.size(), std::size_t{1});
    }
};

CONTRAFACT_TEST(TestComposePanel)
#include "tst_compose_panel.moc"
