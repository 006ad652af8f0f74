// SPDX-License-Identifier: GPL-3.0-or-later
// Another program reads our ABC as it was meant: Debian's abc2midi gives the notes back. Skipped
// where it is not installed.
#include "core/exchange/abc_writer.h"
#include "core/midi/reader.h"
#include "tests/support/music.h"
#include "tests/support/random_score.h"
#include "tests/support/test.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <string>
#include <tuple>

using namespace contrafact;

namespace {

/// Onset and length in 48ths of a whole note, pitch.
using Heard = std::vector<std::tuple<long, long, int>>;

Heard heard(const score::Score& score) {
    Heard notes;
    const auto rounded = [&](score::Tick tick) {
        return std::lround(static_cast<double>(tick.value) * 12 / score.ppq());
    };
    for (int i = 0; i < score.trackCount(); ++i)
        for (const auto& note : score.track(i).notes())
            notes.emplace_back(rounded(note.onset), rounded(note.end()) - rounded(note.onset),
                               note.pitch.value);
    std::ranges::sort(notes);
    return notes;
}

} // namespace

class TestAbcPrograms : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (QStandardPaths::findExecutable("abc2midi").isEmpty())
            QSKIP("abc2midi is not installed (Debian: abcmidi)");
    }

    void accidentalsMetersAndTies() {
        // Naturals and sharps of one letter in two octaves, over bar lines, in a key with signs.
        auto score = test::scoreOf(test::instrument(0),
                                   {test::note(0, 240, 66), test::note(240, 240, 65),
                                    test::note(480, 240, 77), test::note(720, 960, 78),
                                    test::note(1680, 960, 66), test::note(2640, 240, 65)});
        score.keys = {{score::Tick(), 1, false}, {score::Tick(1440), -3, false}};
        score.meter = score::MeterMap(480, {{score::Tick(), 3, 4}, {score::Tick(1440), 7, 8}});
        comparePrograms(score, "by hand");
    }

    void tiesBesideNotesOfTheSameLetter() {
        // G sharp held while G, and F sharp held while F begins; two such that begin together.
        auto score = test::scoreOf(test::instrument(0),
                                   {test::note(0, 960, 68), test::note(480, 240, 67),
                                    test::note(960, 960, 78), test::note(1200, 960, 77),
                                    test::note(2400, 480, 60), test::note(2400, 960, 61)});
        comparePrograms(score, "one letter");
    }

    void tuplets() {
        std::vector<score::Note> notes;
        int at = 0;
        for (const int length : {160, 160, 160, 80, 80, 80, 240, 320, 160, 40, 440, 120, 360})
            at += notes.emplace_back(test::note(at, length, 60 + at / 40 % 12)).length.value;
        comparePrograms(test::scoreOf(test::instrument(0), notes), "tuplets");
    }

    void music() {
        for (unsigned seed = 1; seed <= 12; ++seed)
            comparePrograms(phrase(seed), "seed " + std::to_string(seed));
    }

private:
    void comparePrograms(const score::Score& score, const std::string& name) {
        const auto text = exchange::writeAbc(score);
        QVERIFY2(text.ok(), text.ok() ? "" : text.message().c_str());
        const auto abc = m_folder.filePath("tune.abc"), midi = m_folder.filePath("tune.mid");
        QFile file(abc);
        QVERIFY(file.open(QIODevice::WriteOnly));
        // abc2midi rolls chords a little unless it is told not to, in each voice.
        auto plain = QString::fromStdString(*text);
        plain.replace(
            QRegularExpression("^(%%MIDI program.*)$", QRegularExpression::MultilineOption),
            "\\1\n%%MIDI chordattack 0");
        file.write(plain.toUtf8());
        file.close();
        QProcess program;
        program.start("abc2midi", {abc, "1", "-o", midi, "-silent"});
        QVERIFY(program.waitForFinished());
        const auto back = midi::readFile(midi.toStdString());
        QVERIFY2(back.ok(), back.ok() ? "" : back.message().c_str());
        if (heard(back->scores[0]) != heard(score))
            QFAIL((name + " comes back with other notes:\n" + *text).c_str());
    }

    /// Chords, rests, thirds and dotted values in two voices, in any meter and key.
    static score::Score phrase(unsigned seed) {
        test::Random random(seed);
        score::Score score;
        const std::pair<int, int> meters[] = {{4, 4}, {3, 4}, {6, 8}, {2, 2}, {5, 8}};
        const auto [numerator, denominator] = meters[random.in(0, 4)];
        score.meter = score::MeterMap(480, {{score::Tick(), numerator, denominator}});
        score.keys = {{score::Tick(), random.in(-5, 5), random.chance(50)}};
        constexpr int kLengths[] = {120, 160, 240, 80, 480, 360, 320, 720};
        for (int voice = 0; voice < 2; ++voice) {
            score::TrackInfo info;
            info.name = "Voice";
            info.channel = voice;
            std::vector<score::Note> notes;
            for (int at = 0; at < 7680;) {
                const int length = kLengths[random.in(0, 7)];
                const int chord = random.in(0, 3);
                for (int i = 0; i < chord; ++i)
                    notes.push_back(test::note(at, length, 50 + 4 * i + random.in(0, 3)));
                at += length;
            }
            for (auto& note : notes) note.id = score.newNoteId();
            score.addTrack(score::Track(info, std::move(notes)));
        }
        return score;
    }

    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestAbcPrograms)
#include "tst_abc_programs.moc"
