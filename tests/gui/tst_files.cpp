// SPDX-License-Identifier: GPL-3.0-or-later
// Writing files and finding them again, as somebody does it who types a name: the suffix of the
// kind that is chosen, nothing replaced unasked, and the list of what was opened last.
#include "core/base/file.h"
#include "core/midi/writer.h"
#include "core/session/session.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/document/document.h"
#include "ui/theme/theme.h"
#include "ui/window/command_palette.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/recent_files.h"
#include "ui/window/target_dialog.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

QFileDialog* fileDialog() {
    return qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
}

QLineEdit* nameField() {
    return fileDialog()->findChild<QLineEdit*>("fileNameEdit");
}

QMessageBox* question() {
    return qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
}

} // namespace

class TestFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("files");
        applyTheme(*qApp, ThemeChoice::Dark);
    }
    void init() {
        QSettings().clear();
        session::discardRecovery();
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        rememberFolder(file("any"));
        m_window = std::make_unique<MainWindow>();
        connect(&m_window->files(), &FileCommands::told, this,
                [this](const QString& words) { m_told = words; });
        m_window->show();
        document().reset(test::scale(60, 8));
        m_told.clear();
    }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
    }

    void soundIsWrittenAsTheKindThatIsChosen_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("wav") << "WAV"
                             << "wav" << QByteArray("RIFF");
        QTest::newRow("flac") << "FLAC"
                              << "flac" << QByteArray("fLaC");
        QTest::newRow("ogg") << "Ogg"
                             << "ogg" << QByteArray("OggS");
    }
    void soundIsWrittenAsTheKindThatIsChosen() {
        QFETCH(QString, kind);
        QFETCH(QString, suffix);
        QFETCH(QByteArray, begins);
        // Also with a dot in the name, and letters that programs stumble over.
        const auto name = QString("my. song & ü #1 100%");
        whenAsked([&] {
            auto* kinds = fileDialog()->findChild<QComboBox*>("fileTypeCombo");
            kinds->setFocus();
            QTest::keyClicks(kinds, kind);
            nameField()->setText(name);
            QTest::keyClick(nameField(), Qt::Key_Return);
        });
        trigger("file.export_sound");
        const auto path = file(name + "." + suffix);
        QTRY_COMPARE_WITH_TIMEOUT(m_told, QString("Wrote %1.%2").arg(name, suffix), 60'000);
        QFile written(path);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.read(4), begins);
        // The kind is offered again.
        QString offered;
        whenAsked([&] {
            offered = nameField()->text();
            fileDialog()->reject();
        });
        trigger("file.export_sound");
        QCOMPARE(offered, "untitled." + suffix);
    }

    void nothingIsReplacedUnasked() {
        QVERIFY(base::writeFileAtomically(file("song.mid").toStdString(), std::string_view("old"))
                    .ok());
        QStringList asked;
        whenAsked([&] {
            nameField()->setText("song"); // which becomes song.mid
            whenAsked([&] {
                asked << question()->text();
                question()->button(QMessageBox::Cancel)->click();
                whenAsked([&] { fileDialog()->reject(); }); // it asks for another name
            });
            QTest::keyClick(nameField(), Qt::Key_Return);
        });
        trigger("file.export_midi");
        QCOMPARE(asked, QStringList{"“song.mid” is there already."});
        QCOMPARE(contents("song.mid"), QByteArray("old"));
        whenAsked([&] {
            nameField()->setText("song.mid");
            whenAsked([&] { press("Replace"); });
            QTest::keyClick(nameField(), Qt::Key_Return);
        });
        trigger("file.export_midi");
        QTRY_VERIFY(contents("song.mid").startsWith("MThd"));
    }

    void aNameIsOfferedThatAFileCanHave() {
        score::Score piece = test::scale(60, 8);
        piece.title = "AC/DC: Live";
        document().reset(piece);
        QString offered;
        whenAsked([&] {
            offered = nameField()->text();
            fileDialog()->reject();
        });
        trigger("file.export_midi");
        QCOMPARE(offered, QString("AC-DC: Live.mid"));
        QCOMPARE(safeFileName("../etc"), QString("-etc"));
        QCOMPARE(safeFileName(" . "), QString());
        QCOMPARE(safeFileName("two\nlines"), QString("two lines"));
        const QList<FileKind> kinds{{"MIDI", "mid", {"midi"}}};
        QCOMPARE(withSuffix("/a/song.midi", kinds, 0), QString("/a/song.midi"));
        QCOMPARE(withSuffix("/a/song.v2", kinds, 0), QString("/a/song.v2.mid"));
        QCOMPARE(withSuffix("/a/SONG.MID", kinds, 0), QString("/a/SONG.MID"));
    }

    void aSessionsNameIsItsExportsToo() {
        bool saved = false;
        m_window->session().save(file("ballad.contrafact").toStdString(),
                                 [&](Result<void> done) { saved = done.ok(); });
        QTRY_VERIFY(saved);
        QString offered;
        whenAsked([&] {
            offered = nameField()->text();
            fileDialog()->reject();
        });
        trigger("file.export_abc");
        QCOMPARE(offered, QString("ballad.abc"));
    }

    void whatWasOpenedIsListedWithItsLetters() {
        const auto odd = song("R&B <b>1.mid");
        m_window->files().openPaths({odd});
        QTRY_VERIFY(m_told.startsWith("Imported"));
        auto& menu = *recent();
        auto* entry = menu.actions().front();
        QCOMPARE(entry->text(), QString("R&&B <b>1.mid")); // "&&" is shown as "&"
        QCOMPARE(entry->toolTip(), odd);
        QVERIFY(menu.toolTipsVisible());
        bool found = false;
        for (const auto& command : commandsOf(*m_window))
            found |= command.text == "Open recent: R&B <b>1.mid";
        QVERIFY(found);
        document().reset(emptyPiece());
        entry->trigger();
        QTRY_VERIFY(document().score().noteCount() > 0);
    }

    void alikeNamesAreToldApart() {
        QDir(m_folder->path()).mkpath("a");
        QDir(m_folder->path()).mkpath("b");
        for (const auto* name : {"a/song.mid", "b/song.mid"}) rememberFile(song(name));
        QCOMPARE(recent()->actions()[0]->text(), QString("song.mid · b"));
        QCOMPARE(recent()->actions()[1]->text(), QString("song.mid · a"));
    }

    /// It may be on a drive that comes back.
    void whatIsNotThereStaysAndCannotBeChosen() {
        const auto path = song("gone.mid");
        rememberFile(path);
        QVERIFY(QFile::rename(path, file("elsewhere.mid")));
        auto* entry = recent()->actions().front();
        QVERIFY(!entry->isEnabled());
        QCOMPARE(entry->text(), QString("gone.mid · not there"));
        rememberFile(song("other.mid"));
        QVERIFY(QFile::rename(file("elsewhere.mid"), path));
        QVERIFY(recent()->actions()[1]->isEnabled());
    }

    void aFullListLosesTheOldestAndCanBeCleared() {
        for (int i = 0; i < kMostRecentFiles + 2; ++i) rememberFile(song(QString("%1.mid").arg(i)));
        rememberFile(file("5.mid")); // again: once, and first
        const auto paths = recentFiles();
        QCOMPARE(paths.size(), kMostRecentFiles);
        QCOMPARE(paths.front(), file("5.mid"));
        QCOMPARE(paths.back(), file("2.mid"));
        QCOMPARE(paths.count(file("5.mid")), 1);
        auto* clear = recent()->actions().back();
        QCOMPARE(clear->text(), QString("Clear this list"));
        clear->trigger();
        QVERIFY(recentFiles().isEmpty());
        QVERIFY(!recent()->actions().front()->isEnabled());
        QVERIFY(QFile::exists(file("5.mid"))); // the files stay
    }

private:
    Document& document() { return m_window->studio().document; }
    QString file(const QString& name) const { return m_folder->filePath(name); }
    QString song(const QString& name) const {
        const auto path = file(name);
        return midi::writeFile(test::scale(60, 8), path.toStdString()).ok() ? path : QString();
    }
    QByteArray contents(const QString& name) const {
        QFile read(file(name));
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    }
    /// As if it were opened.
    QMenu* recent() {
        auto* menu = m_window->files().recent;
        Q_EMIT menu->aboutToShow();
        return menu;
    }
    void trigger(const char* action) { m_window->findChild<QAction*>(action)->trigger(); }
    /// Does it as soon as a dialog waits.
    void whenAsked(std::function<void()> answer) {
        const auto* before = QApplication::activeModalWidget();
        auto* look = new QTimer(this);
        connect(look, &QTimer::timeout, this, [look, before, answer = std::move(answer)] {
            const auto* now = QApplication::activeModalWidget();
            if (!now || now == before) return;
            look->deleteLater();
            look->stop();
            answer();
        });
        look->start(20);
    }
    static void press(const QString& text) {
        for (auto* button : question()->buttons())
            if (button->text() == text) return button->click();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MainWindow> m_window;
    QString m_told;
};

CONTRAFACT_TEST(TestFiles)
#include "tst_files.moc"
