// SPDX-License-Identifier: GPL-3.0-or-later
// A blind listening test clicked through: nothing tells who wrote a piece until all questions are
// answered, and sheets of two listeners become one table.
#include "core/base/file.h"
#include "core/midi/writer.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/document/document.h"
#include "ui/evaluation/listening_dialog.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/services/training_controller.h"

#include <QDir>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTimer>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

constexpr int kTakes = 3, kRealSongs = 2;
constexpr auto kComposed = R"({"system":"bar-rnn","seed":1})";

void answerQuestion(QMessageBox::StandardButton button) {
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    QVERIFY(box);
    box->button(button)->click();
}

struct ListeningFixture {
    ListeningFixture() {
        QDir(home.path()).mkpath("songs");
        for (int i = 0; i < 6; ++i) {
            const auto file = home.filePath(QString("songs/%1.mid").arg(i)).toStdString();
            [&] { QVERIFY(midi::writeFile(test::scale(50 + i, 256 + 16 * i), file).ok()); }();
        }
        QSignalSpy opened(&library.corpora(), &CorpusStore::opened);
        library.corpora().open(home.filePath("songs"));
        [&] { QTRY_COMPARE(opened.count(), 1); }();
        for (int i = 0; i < kTakes; ++i)
            library.takes().add(QString("Take %1").arg(i + 1), test::scale(60 + i, 64), kComposed);
        dialog = new ListeningDialog(studio);
        dialog->findChild<QSpinBox*>()->setValue(kRealSongs);
        dialog->show();
    }
    ~ListeningFixture() { delete dialog; }

    QPushButton* button(const QString& text) const {
        for (auto* each : dialog->findChildren<QPushButton*>())
            if ((each->text() == text || each->accessibleName() == text) && each->isVisible())
                return each;
        return nullptr;
    }
    void click(const QString& text) const {
        auto* wanted = button(text);
        [&] { QVERIFY2(wanted && wanted->isEnabled(), qPrintable(text)); }();
        QTest::mouseClick(wanted, Qt::LeftButton);
    }
    QString shownText() const {
        QStringList words;
        for (auto* each : dialog->findChildren<QLabel*>())
            if (each->isVisible()) words << each->text();
        return words.join('\n');
    }
    /// Melody, rhythm, harmony and mood of the piece that is asked about.
    void answerAll(const QString& melody) const {
        click("Melody: " + melody);
        for (const char* each : {"Rhythm: Yes", "Harmony: N/A", "Uniform mood: No"}) click(each);
    }

    /// Names and notes of the pieces, in the order that the seed draws.
    std::vector<std::pair<std::string, std::size_t>> drawn(std::uint64_t seed) {
        std::vector<std::pair<std::string, std::size_t>> all;
        const auto real = library.corpora().first();
        for (const auto& piece :
             blindPieces(library.takes().listed(), real.get(), kRealSongs, seed))
            all.emplace_back(piece.name, piece.score.noteCount());
        return all;
    }

    QTemporaryDir home;
    Document document;
    Player player{document};
    Library library;
    ComposeService compose;
    TrainingController training;
    Studio studio{document, player, library, compose, training};
    ListeningDialog* dialog = nullptr;
};

} // namespace

class TestListeningTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingTellsWhoWroteAPieceUntilAllIsAnswered() {
        ListeningFixture f;
        f.click("Begin");
        const auto& judgements = f.dialog->sheet().judgements;
        QCOMPARE(judgements.size(), std::size_t{kTakes + kRealSongs});
        for (std::size_t i = 0; i < judgements.size(); ++i) {
            QVERIFY(f.shownText().contains(QString("Piece %1 of 5").arg(i + 1)));
            for (const char* hint : {"Bar RNN", "real", "Take", "excerpt"})
                QVERIFY2(!f.shownText().contains(hint), hint);
            const bool last = i + 1 == judgements.size();
            auto* next = f.button(last ? "Who wrote which?" : "Next");
            QVERIFY(next && !next->isEnabled());
            f.answerAll(judgements[i].source == "real music" ? "Yes" : "No");
            QVERIFY(next->isEnabled());
            QTest::mouseClick(next, Qt::LeftButton);
        }
        auto* table = f.dialog->findChild<QTableWidget*>();
        QVERIFY(table->isVisible());
        QCOMPARE(table->verticalHeaderItem(0)->text(), QString("Bar RNN"));
        QCOMPARE(table->item(0, 0)->text(), QString("0 of 3"));
        QCOMPARE(table->verticalHeaderItem(1)->text(), QString("real music"));
        QCOMPARE(table->item(1, 0)->text(), QString("2 of 2"));
        QCOMPARE(table->item(1, 2)->text(), QString("N/A"));
    }

    void goingBackShowsWhatWasAnswered() {
        ListeningFixture f;
        f.click("Begin");
        f.answerAll("Yes");
        f.click("Next");
        QVERIFY(!f.button("Melody: Yes")->isChecked());
        f.click("Back");
        QVERIFY(f.button("Melody: Yes")->isChecked() && f.button("Uniform mood: No")->isChecked());
        f.click("Melody: N/A");
        QVERIFY(!f.button("Melody: Yes")->isChecked());
        QCOMPARE(f.dialog->sheet().judgements[0].heard[0], measures::Heard::NotApplicable);
    }

    void aSecondListenersSheetIsJoined() {
        ListeningFixture f;
        f.dialog->findChild<QListWidget*>()->item(0)->setCheckState(Qt::Unchecked);
        f.dialog->findChild<QSpinBox*>()->setValue(0);
        f.click("Begin");
        QCOMPARE(f.dialog->sheet().judgements.size(), std::size_t{kTakes - 1});
        f.answerAll("Yes");
        f.click("Next");
        f.answerAll("No");
        f.click("Who wrote which?");
        const auto sheet = std::filesystem::path(f.home.filePath("one.json").toStdString());
        QVERIFY(f.dialog->exportTo(sheet).ok());
        QVERIFY(f.dialog->addSheet(sheet).ok());
        QVERIFY2(f.shownText().contains("1.00"), qPrintable(f.shownText())); // they agree
        const auto table = std::filesystem::path(f.home.filePath("all.md").toStdString());
        QVERIFY(f.dialog->exportTo(table).ok());
        QVERIFY(base::readText(table)->find("| Bar RNN | 2 of 4 | 4 of 4 | N/A | 0 of 4 |") !=
                std::string::npos);
        QVERIFY(!f.dialog->addSheet(table).ok());
    }

    void answersAreNotLostByAKey() {
        ListeningFixture f;
        f.click("Begin");
        f.click("Melody: Yes");
        QTimer::singleShot(0, [] { answerQuestion(QMessageBox::Cancel); });
        QTest::keyClick(f.dialog, Qt::Key_Escape);
        QVERIFY(f.dialog->isVisible());
        QVERIFY(f.dialog->exportTo(f.home.filePath("one.json").toStdString()).ok());
        QPointer<ListeningDialog> dialog = f.dialog;
        QTest::keyClick(f.dialog, Qt::Key_Escape); // nothing is asked now
        QTRY_VERIFY(!dialog);
        f.dialog = nullptr;
    }

    void withoutTakesItSaysHowToGetSome() {
        const auto says = [](const ListeningFixture& f) {
            for (const auto* label : f.dialog->findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains("There are no takes yet"))
                    return true;
            return false;
        };
        ListeningFixture f;
        QVERIFY(!says(f));
        delete f.dialog;
        while (!f.library.takes().listed().empty())
            f.library.takes().remove(f.library.takes().listed().front()->id);
        f.dialog = new ListeningDialog(f.studio);
        f.dialog->show();
        QVERIFY(says(f));
    }

    /// Listeners hear the same excerpts, each in an order of their own.
    void theOrderIsDrawnAndTheExcerptsAreNot() {
        ListeningFixture f;
        auto first = f.drawn(1), second = f.drawn(2);
        QVERIFY(first != second);
        std::ranges::sort(first);
        std::ranges::sort(second);
        QCOMPARE(first, second);
    }
};

CONTRAFACT_TEST(TestListeningTest)
#include "tst_listening_test.moc"
