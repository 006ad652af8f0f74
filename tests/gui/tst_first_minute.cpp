// SPDX-License-Identifier: GPL-3.0-or-later
// What a person meets first: composing in a fresh studio, continuing, opening pieces of any format,
// dropping folders, exporting; each time what is new is in view and what went wrong is a sentence.
#include "core/base/file.h"
#include "core/exchange/formats.h"
#include "core/midi/writer.h"
#include "core/session/session.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/compose/compose_panel.h"
#include "ui/controls/sentence.h"
#include "ui/document/document.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/roll/scales.h"
#include "ui/transport/transport_bar.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/recent_files.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

/// Eight bars on the families' tracks: few notes for the piano, many for the strings, more drums.
class BandComposer : public models::Composer {
public:
    BandComposer() {
        m_info.system = "midi-rnn"; // it continues
        m_info.complete = true;
    }
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest&, std::stop_token) override {
        models::Generated out;
        const auto add = [&](int program, int channel, int count, int pitch) {
            std::vector<score::Note> notes;
            for (int i = 0; i < count; ++i)
                notes.push_back(test::note(i * 8 * 1920 / count, 120, pitch + i % 24));
            for (auto& note : notes) note.id = out.score.newNoteId();
            out.score.addTrack(score::Track(test::instrument(program, channel), std::move(notes)));
        };
        add(0, 0, 4, 60);
        add(48, 3, 32, 84);
        add(0, 9, 64, 36);
        return out;
    }
    Result<models::LatentMap> latentMap() override { return Error{"none"}; }

private:
    models::CheckpointInfo m_info;
};

} // namespace

class TestFirstMinute : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("first-minute");
    }
    void init() {
        QSettings().clear();
        session::discardRecovery();
        m_window = std::make_unique<MainWindow>(
            [](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
                return std::unique_ptr<models::Composer>(std::make_unique<BandComposer>());
            });
        m_window->resize(1400, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
    }

    void theFirstTakeIsInViewOnTheFullestMelodicTrackAndSpacePlaysIt() {
        load();
        m_window->studio().player.open({.driver = "null"});
        QTRY_VERIFY(m_window->studio().player.ready());
        compose();
        QCOMPARE(document().currentTrack(), 3); // strings: the drums have more notes
        QVERIFY(inView(*document().region()));
        for (const auto& note : document().score().track(3).notes())
            QVERIFY(viewport().contains(geometry().rectOf(note).toAlignedRect().center()));
        QTest::keyClick(&m_window->roll().view(), Qt::Key_Space);
        QVERIFY(m_window->studio().player.playing());
    }

    void continuingGoesToWhatIsNew() {
        load();
        compose();
        const auto first = *document().region();
        m_window->roll().state().zoomTime(6, 0);
        document().setCurrentTrack(0); // a person's choice stays while it has something to show
        QSignalSpy finished(&m_window->studio().compose, &ComposeService::finished);
        m_window->compose().perform(Verb::Continue);
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(document().region()->begin >= first.end);
        QVERIFY(inView(*document().region()));
        QCOMPARE(document().currentTrack(), 0);
        QCOMPARE(m_window->studio().player.playhead(), double(document().region()->begin.value));
    }

    void theWholePieceIsTheWholePiece() {
        document().reset(test::scale(60, 8 * 64));
        const auto end = document().score().end();
        QVERIFY(geometry().xOf(end) > viewport().width()); // at first only its beginning
        m_window->findChild<QAction*>("view.whole_piece")->trigger();
        QVERIFY(inView({score::Tick(0), end}));
    }

    void newBeginsWithNoOldTakes() {
        load();
        compose();
        QVERIFY(!m_window->studio().library.takes().all().empty());
        m_window->findChild<QAction*>("file.new")->trigger();
        press("Discard");
        QTRY_COMPARE(document().score().noteCount(), std::size_t{0});
        QVERIFY(m_window->studio().library.takes().all().empty());
        QVERIFY(!m_window->isWindowModified());
    }

    void musicOfOtherFormatsIsOpenedAndRemembered() {
        const auto tune = path("tune.abc");
        QVERIFY(base::writeFileAtomically(
                    tune, std::string_view("X:1\nT:Air\nM:4/4\nL:1/4\nK:Eb\nEFGA|BABG|\n"))
                    .ok());
        open(tune);
        QTRY_COMPARE(document().score().noteCount(), std::size_t{8});
        QTRY_COMPARE(keyShown(), QString("E♭ major"));
        QCOMPARE(recentFiles(), QStringList{text(tune)});
        auto* recent = m_window->files().recent;
        Q_EMIT recent->aboutToShow();
        QCOMPARE(recent->actions().front()->text(), QString("tune.abc"));
        document().reset(emptyPiece());
        recent->actions().front()->trigger();
        QTRY_COMPARE(document().score().noteCount(), std::size_t{8});
    }

    void keysAreSpelledAsTheyAreWritten() {
        QCOMPARE(keyName({.sharps = -3}), QString("E♭ major"));
        QCOMPARE(keyName({.sharps = -6}), QString("G♭ major"));
        QCOMPARE(keyName({.sharps = 6}), QString("F♯ major"));
        QCOMPARE(keyName({.sharps = 7}), QString("C♯ major"));
        QCOMPARE(keyName({.sharps = -7}), QString("C♭ major"));
        QCOMPARE(keyName({.sharps = -3, .minor = true}), QString("C minor"));
        QCOMPARE(keyName({.sharps = -7, .minor = true}), QString("A♭ minor"));
        QCOMPARE(keyName({.sharps = 7, .minor = true}), QString("A♯ minor"));
        for (int sharps = -5; sharps <= 5; ++sharps) // the usual ones are named the same by scale
            for (const bool minor : {false, true}) {
                const score::KeyEvent key{.sharps = sharps, .minor = minor};
                QCOMPARE(scaleName(scaleOf(key)), keyName(key));
            }
    }

    void aDroppedFolderBecomesACorpusAndSaysWhatWasLeftOut() {
        const QDir songs(m_folder.filePath("My songs"));
        QVERIFY(songs.mkpath("."));
        for (int i = 0; i < 3; ++i)
            QVERIFY(midi::writeFile(test::scale(50 + i, 64 + 16 * i),
                                    songs.filePath(QString("song %1.mid").arg(i)).toStdString())
                        .ok());
        QVERIFY(base::writeFileAtomically(songs.filePath("broken.mid").toStdString(),
                                          std::string_view("no music"))
                    .ok());
        drop(songs.path());
        QTRY_VERIFY(box());
        QCOMPARE(box()->text(), QString("“My songs” is in the library's Data"));
        QVERIFY2(box()->informativeText().startsWith("3 songs, 1 file left out:\nbroken.mid: "),
                 qPrintable(box()->informativeText()));
        QVERIFY(!box()->isModal());
        press("OK");
        QCOMPARE(told(), QString("“My songs” is in the library's Data: 3 songs, 1 file left out."));
        QVERIFY(status()->toolTip().contains("broken.mid: "));
        QCOMPARE(m_window->studio().library.corpora().corpus(songs.path())->songs.size(),
                 std::size_t{3});

        QVERIFY(QFile::remove(songs.filePath("broken.mid"))); // and once more, as it is now
        drop(songs.path() + "/");
        QTRY_COMPARE(told(), QString("“My songs” is in the library's Data: 3 songs."));
    }

    void aFolderWithoutMusicSaysSo() {
        const QDir empty(m_folder.filePath("Nothing here"));
        QVERIFY(empty.mkpath("."));
        drop(empty.path());
        QTRY_VERIFY(box());
        QCOMPARE(box()->text(), QString("“Nothing here” did not become training data"));
        QVERIFY(!box()->informativeText().isEmpty());
        press("OK");
    }

    void errorsAreSentences() {
        QSignalSpy failed(&m_window->files(), &FileCommands::failed);
        const auto broken = path("broken file.mid");
        QVERIFY(base::writeFileAtomically(broken, std::string_view("no music in here")).ok());
        open(broken);
        QTRY_COMPARE(failed.count(), 1);
        auto message = failed.front()[1].toString();
        QVERIFY2(message.contains("“broken file.mid”"), qPrintable(message));
        QVERIFY2(!message.contains(m_folder.path()), qPrintable(message));
        press("OK");
        QCOMPARE(asSentence("/home/me/a b/x.mid: the file ends too early"),
                 QString("“x.mid”: the file ends too early."));
        QCOMPARE(asSentence("there is nothing in /srv/music/song one.mid"),
                 QString("There is nothing in “song one.mid”."));
        QCOMPARE(asSentence("3/4 and 4/4 stay"), QString("3/4 and 4/4 stay."));
    }

    void soundIsExportedWithTheSoundFontThatWasChosen() {
        QSignalSpy failed(&m_window->files(), &FileCommands::failed);
        document().reset(test::scale(60, 4));
        const auto font = path("chosen.sf2");
        QVERIFY(base::writeFileAtomically(font, std::string_view("not one")).ok());
        m_window->studio().player.setSoundFont(text(font));
        m_window->files().renderTo(text(path("out.wav")));
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY2(failed.front()[1].toString().contains("chosen.sf2"),
                 qPrintable(failed.front()[1].toString()));
        press("OK");
    }

private:
    Document& document() { return m_window->studio().document; }
    const RollGeometry& geometry() { return m_window->roll().state().geometry(); }
    QRect viewport() { return m_window->roll().view().viewport()->rect(); }
    bool inView(score::TickRange range) {
        return geometry().xOf(range.begin) >= 0 && geometry().xOf(range.end) <= viewport().width();
    }
    void load() {
        auto& service = m_window->studio().compose;
        QSignalSpy ready(&service, &ComposeService::ready);
        service.load(QCoreApplication::applicationFilePath().toStdString());
        QTRY_COMPARE(ready.count(), 1);
    }
    void compose() {
        QSignalSpy finished(&m_window->studio().compose, &ComposeService::finished);
        m_window->compose().perform(Verb::Compose);
        QTRY_COMPARE(finished.count(), 1);
    }
    void drop(const QString& path) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(m_window.get(), &drop);
    }
    static QMessageBox* box() {
        for (auto* top : QApplication::topLevelWidgets())
            if (auto* each = qobject_cast<QMessageBox*>(top); each && each->isVisible())
                return each;
        return nullptr;
    }
    void open(const std::filesystem::path& file) { m_window->files().openPaths({text(file)}); }
    static void press(const QString& wanted) {
        const auto find = [&]() -> QAbstractButton* {
            for (auto* top : QApplication::topLevelWidgets())
                if (auto* box = qobject_cast<QMessageBox*>(top); box && box->isVisible())
                    for (auto* button : box->buttons())
                        if (button->text().remove('&') == wanted) return button;
            return nullptr;
        };
        QTRY_VERIFY(find());
        QTest::mouseClick(find(), Qt::LeftButton);
    }
    QString keyShown() {
        for (auto* button : m_window->transport().findChildren<QToolButton*>())
            if (button->accessibleName().startsWith("Key ")) return button->accessibleName().mid(4);
        return {};
    }
    QLabel* status() {
        for (auto* label : m_window->findChildren<QLabel*>())
            if (label->accessibleName() == "Status") return label;
        return nullptr;
    }
    QString told() { return status()->text(); }
    std::filesystem::path path(const char* name) {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }
    static QString text(const std::filesystem::path& path) {
        return QString::fromStdString(path.string());
    }

    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestFirstMinute)
#include "tst_first_minute.moc"
