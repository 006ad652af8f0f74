// SPDX-License-Identifier: GPL-3.0-or-later
// What the ABC reader promises, tune by tune. Notes are written "pitch@onset+length" in ticks of
// 480 to the quarter; an eighth is 240.
#include "core/exchange/abc_reader.h"
#include "tests/support/test.h"

#include <cmath>
#include <string>

using namespace contrafact;

class TestAbcReader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void music_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("notes");
        const auto row = [](const char* name, const char* body, const char* notes) {
            QTest::newRow(name) << QString(body) << QString(notes);
        };
        row("octaves", "C,Cc c'", "48@0+240 60@240+240 72@480+240 84@720+240");
        row("lengths", "C2 C/ C// C3/2", "60@0+480 60@480+120 60@600+60 60@660+360");
        row("rests", "C z2 C x C", "60@0+240 60@720+240 60@1200+240");
        row("bar rest", "Z2 C", "60@3840+240");
        row("accidentals hold until the bar line", "^FF|F", "66@0+240 66@240+240 65@480+240");
        row("accidentals hold in every octave", "^Ff", "66@0+240 78@240+240");
        row("naturals and doubles", "_B=B__B^^C", "70@0+240 71@240+240 69@480+240 62@720+240");
        row("chord", "[CEG]2 C", "60@0+480 64@0+480 67@0+480 60@480+240");
        row("chord of unequal notes", "[C2E4]C", "60@0+480 64@0+960 60@480+240");
        row("tie", "C2-|C2", "60@0+960");
        row("tie keeps its accidental", "^F2-|F2 F", "66@0+960 65@960+240");
        row("tie to another pitch is a slur", "C-D", "60@0+240 62@240+240");
        row("tie of one note of a chord", "[C-E]D[CE]",
            "60@0+240 64@0+240 62@240+240 60@480+240 64@480+240");
        row("triplet", "(3CDEF", "60@0+160 62@160+160 64@320+160 65@480+240");
        row("quintuplet in five of four", "(5:4:5CDEFG",
            "60@0+192 62@192+192 64@384+192 65@576+192 67@768+192");
        row("broken rhythm", "C>D E<F", "60@0+360 62@360+120 64@480+120 65@600+360");
        row("doubly dotted", "C>>D", "60@0+420 62@420+60");
        row("broken where no note follows", "C> > >|> >D", "60@0+360 62@360+120");
        row("slurs, graces and decorations are silent", "({g}C!trill!D) ~.E", // four letters
            "60@0+240 62@240+240 64@480+240");
        row("chord symbols are silent", "\"Am7\"C\"^text\"D", "60@0+240 62@240+240");
        row("a lone exclamation mark ends a line", "C|!\nD", "60@0+240 62@240+240");
        row("inline key and unit", "F[K:D]F[L:1/4]F", "65@0+240 66@240+240 66@480+480");
        row("key line in mid-tune", "F\nK:G\nF", "65@0+240 66@240+240");
        row("a line that only looks like a field", "G:|\nC|", "67@0+240 67@240+240 60@480+240");
    }

    void music() {
        QFETCH(QString, body);
        QFETCH(QString, notes);
        QCOMPARE(notesOf("X:1\nM:4/4\nL:1/8\nK:C\n" + body.toStdString() + "\n"),
                 notes.toStdString());
    }

    void repeats_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("letters");
        const auto row = [](const char* name, const char* body, const char* letters) {
            QTest::newRow(name) << QString(body) << QString(letters);
        };
        row("whole", "|:CD:|", "CDCD");
        row("from the beginning", "CD:|E", "CDCDE");
        row("two in a row", "|:C::D:|", "CCDD");
        row("from the last double bar", "C||D:|", "CDD");
        row("but not past an opening", "|:C||D:|", "CDCD");
        row("endings", "|:C|1 D:|2 E|]F", "CDCEF");
        row("endings in brackets", "|:C [1 D:| [2 E|]", "CDCE");
        row("three endings", "|:C|1 D:|2 E:|3 F|]", "CDCECF");
        row("one ending for two passes", "|:C|1,2 D:|3 E|]", "CDCDCE");
        row("repeat after endings", "|:C|1 D:|2 E||F:|", "CDCEFF");
        row("closings alone", ":|C:|:|::|", "CC");
        row("counted at the end", "|:C::|D", "CCCD");
        row("counted at the beginning", "|::C:|D", "CCCD");
        row("a note glued to a double sign", "C::D:|", "CCDD");
    }

    void repeats() {
        QFETCH(QString, body);
        QFETCH(QString, letters);
        const auto file = read("X:1\nL:1/8\nK:C\n" + body.toStdString() + "\n");
        QVERIFY(file.ok());
        std::string played;
        for (const auto& note : file->scores[0].track(0).notes())
            played += std::string("C.D.EF.G.A.B")[static_cast<std::size_t>(note.pitch.value % 12)];
        QCOMPARE(played, letters.toStdString());
    }

    void partsArePlayedInTheirOrder_data() {
        QTest::addColumn<QString>("order");
        QTest::addColumn<QString>("letters");
        QTest::newRow("plain") << "ABA"
                               << "CDCDECDCD";
        QTest::newRow("counted") << "A2.B3"
                                 << "CDCDCDCDEEE";
        QTest::newRow("nested") << "(AB2)2"
                                << "CDCDEECDCDEE";
        QTest::newRow("unknown and unbalanced") << "BX)(B"
                                                << "EE";
    }

    void partsArePlayedInTheirOrder() {
        QFETCH(QString, order);
        QFETCH(QString, letters);
        const auto file =
            read("X:1\nL:1/8\nP:" + order.toStdString() + "\nK:C\nP:A\n|:CD:|\nP:B\nE|\n");
        QVERIFY(file.ok());
        QVERIFY2(file->warnings.empty(), file->warnings.empty() ? "" : file->warnings[0].c_str());
        std::string played;
        for (const auto& note : file->scores[0].track(0).notes())
            played += std::string("C.D.EF.G.A.B")[static_cast<std::size_t>(note.pitch.value % 12)];
        QCOMPARE(played, letters.toStdString());
    }

    void anOrderWithoutEndIsCut() {
        const auto file = read("X:1\nP:((((((A9)9)9)9)9)9)9\nL:1/8\nK:C\nP:A\nC|\n");
        QVERIFY(file.ok());
        QCOMPARE(file->scores[0].noteCount(), std::size_t{4096});
        QVERIFY(file->warnings[0].find("parts") != std::string::npos);
    }

    void repeatsWithoutEndAreCut() {
        std::string music;
        for (int i = 0; i < 100; ++i) music += "[CEG]DEFGAB|";
        const auto file = read("X:1\nP:A4096\nL:1/8\nK:C\nP:A\n" + music + "\nV:2\nC|\n");
        QVERIFY(file.ok());
        QVERIFY(file->scores[0].noteCount() > 800'000);
        QVERIFY(file->scores[0].noteCount() < 1'010'000);
        QVERIFY(file->warnings[1].find("million notes") != std::string::npos);
    }

    void overlaysBeginWithTheirBar() {
        QCOMPARE(notesOf("X:1\nM:4/4\nL:1/4\nK:C\nC4|E2G2 & c & B,4|D4|\n"),
                 std::string("60@0+1920 59@1920+1920 64@1920+960 72@1920+480 67@2880+960 "
                             "62@3840+1920"));
        QCOMPARE(
            notesOf("X:1\nL:1/4\nK:C\nC-CC [C-E][CE] C\n"),
            std::string("60@0+960 60@960+480 60@1440+960 64@1440+480 64@1920+480 60@2400+480"));
        // The repeat sign behind one counts, and a tie goes on past one.
        QCOMPARE(notesOf("X:1\nM:2/4\nL:1/4\nK:C\n|:C2- & E2:|C2|\n"),
                 std::string("60@0+2880 64@0+960 64@960+960"));
    }

    void tempi_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<double>("bpm");
        QTest::newRow("beat") << "1/4=90" << 90.0;
        QTest::newRow("words around") << "\"Slow\" 1/4=90 \"indeed\"" << 90.0;
        QTest::newRow("dotted") << "3/8=40" << 60.0;
        QTest::newRow("decimals and blanks") << "1/4 = 66.5" << 66.5;
        QTest::newRow("several beats") << "1/4 3/8 3/8=30" << 120.0;
        QTest::newRow("units") << "240" << 120.0;
        QTest::newRow("old units") << "C3=80" << 120.0;
        QTest::newRow("words alone") << "\"Allegro\"" << 120.0;
    }

    void tempi() {
        QFETCH(QString, field);
        QFETCH(double, bpm);
        const auto file = read("X:1\nL:1/8\nQ:" + field.toStdString() + "\nK:C\nC|\n");
        QVERIFY(file.ok());
        QVERIFY(std::abs(file->scores[0].tempo.bpmAt({}) - bpm) < 0.01);
    }

    void aTempoOfAnyVoiceIsForAll() {
        const auto file = read("X:1\nL:1/4\nQ:1/4=120\nK:C\nV:1\nC4|C4|\n"
                               "V:2\nE4|!mf![Q:1/4=60]E4|\n");
        QVERIFY(file.ok());
        QCOMPARE(file->scores[0].duration().value, 6.0);
    }

    void decorationsInChordsAreNoNotes() {
        QCOMPARE(notesOf("X:1\nL:1/4\nK:C\n[!1!C+accent+E]JG|\n"),
                 std::string("60@0+480 64@0+480 67@480+480"));
    }

    void barsAreThoseThatAreWritten() {
        const auto bars = [](const std::string& body) {
            const auto file = read("X:1\nM:3/4\nL:1/4\nK:C\n" + body + "\n");
            std::string starts;
            const auto& score = file->scores[0];
            for (int bar = 0; score.meter.barStart(bar) < score.end(); ++bar)
                starts += std::to_string(score.meter.barStart(bar).value / 480) + " ";
            return starts;
        };
        QCOMPARE(bars("|:C|DEF|GA:|"), std::string("0 1 4 7 10 ")); // two parts, one bar
        QCOMPARE(bars("CDE|F||GAB|c3|"), std::string("0 3 4 7 "));  // a short bar in the middle
        QCOMPARE(bars("CDE|Z2|GAB|"), std::string("0 3 6 9 "));
        QCOMPARE(bars("CDE|[M:2/4]FG|AB|"), std::string("0 3 5 "));
    }

    void tunesKeepTheirText() {
        const auto file = read("M:2/4\n\nX:1\r\nT:One % first\nK:C\nC|\n\nX:2\nT:Two\nK:C\n\n"
                               "X:3\nK:D\nD|");
        QVERIFY(file.ok());
        QCOMPARE(file->texts,
                 (std::vector<std::string>{"X:1\nT:One % first\nK:C\nC|\n", "X:3\nK:D\nD|\n"}));
        QCOMPARE(file->places, (std::vector{1, 3}));
        QCOMPARE(file->silent, std::vector{2});
    }

    void keys_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("sharps");
        QTest::newRow("major") << "A" << 3;
        QTest::newRow("spelt out") << "F# Major" << 6;
        QTest::newRow("flat") << "Eb" << -3;
        QTest::newRow("minor") << "Gm" << -2;
        QTest::newRow("dorian") << "D dorian" << 0;
        QTest::newRow("mixolydian") << "DMix" << 1;
        QTest::newRow("lydian") << "F lyd" << 0;
        QTest::newRow("phrygian") << "Ephr" << 0;
        QTest::newRow("locrian") << "Bloc" << 0;
        QTest::newRow("bagpipe") << "HP" << 2;
        QTest::newRow("none") << "none" << 0;
    }

    void keys() {
        QFETCH(QString, key);
        QFETCH(int, sharps);
        const auto file = read("X:1\nL:1/4\nK:" + key.toStdString() + "\nFC|\n");
        QVERIFY(file.ok());
        QCOMPARE(file->scores[0].keys.front().sharps, sharps);
        const auto notes = file->scores[0].track(0).notes();
        QCOMPARE(int(notes[0].pitch.value), sharps > 0 ? 66 : 65);
        QCOMPARE(int(notes[1].pitch.value), sharps > 1 ? 61 : 60);
    }

    void defaultUnitFollowsTheMeter() {
        QCOMPARE(notesOf("X:1\nM:2/4\nK:C\nC|\n"), std::string("60@0+120"));
        QCOMPARE(notesOf("X:1\nM:3/4\nK:C\nC|\n"), std::string("60@0+240"));
        QCOMPARE(notesOf("X:1\nK:C\nC|\n"), std::string("60@0+240"));
    }

    void headerIsRead() {
        const auto file = read("X:7\nT:Caf\xe9\nM:6/8\nL:1/8\nQ:3/8=80\nK:D\nABc def|\n");
        QVERIFY(file.ok());
        const auto& score = file->scores[0];
        QCOMPARE(score.title, std::string("Caf\xc3\xa9"));
        QCOMPARE(score.meter.at({}).numerator, 6);
        QCOMPARE(score.meter.at({}).denominator, 8);
        QVERIFY(std::abs(score.tempo.bpmAt({}) - 120) < 0.01); // 80 dotted quarters
    }

    void pickupIsABarOfItsOwn() {
        const auto file = read("X:1\nM:4/4\nL:1/4\nK:C\nG|CDEF|GABc|\n");
        QVERIFY(file.ok());
        QCOMPARE(file->scores[0].meter.barStart(1).value, std::int64_t{480});
        QCOMPARE(file->scores[0].meter.barStart(2).value, std::int64_t{2400});
    }

    void voicesSoundTogether() {
        const auto file = read("X:1\nL:1/4\nV:1 name=\"Flute\"\nV:2\nK:C\n"
                               "V:1\n%%MIDI program 73\nc2|\nV:2\n%%MIDI channel 10\nC|\n"
                               "[V:1]d|[V:2]D|\n");
        QVERIFY(file.ok());
        const auto& score = file->scores[0];
        QCOMPARE(score.trackCount(), 2);
        QCOMPARE(score.track(0).info.name, std::string("Flute"));
        QCOMPARE(score.track(0).info.program, 73);
        QVERIFY(score.track(1).info.isDrums());
        QCOMPARE(textOf(score.track(0)), std::string("72@0+960 74@960+480"));
        QCOMPARE(textOf(score.track(1)), std::string("60@0+480 62@480+480"));
    }

    void whatMovesNotes_data() {
        QTest::addColumn<QString>("music");
        QTest::addColumn<int>("pitch"); // of the last note, written C
        const auto row = [](const char* music, int pitch) {
            QTest::newRow(music) << music << pitch;
        };
        row("K:C clef=treble-8\nC", 48);
        row("K:C treble-8\nC", 48);
        row("K:C bass\nC", 60);
        row("K:C octave=-1\nC", 48);
        row("V:1 octave=1 clef=treble+8\nK:C\nC", 84);
        row("K:C\n%%MIDI transpose -24\nC", 36);
        row("%%MIDI transpose 3\nK:C\nC", 63);
        // What is said again is not added.
        row("V:1 octave=-1\nK:C\nV:1 octave=-1\nC|\nV:1 octave=-1\nC", 48);
        row("K:C octave=-1\nC|[K:C octave=-1]C", 48);
        row("K:C clef=treble-8\nC|[K:C clef=treble]C", 60);
        row("K:C clef=treble-8\nV:1 clef=treble-8\nC", 48);
    }
    void whatMovesNotes() {
        QFETCH(QString, music);
        QFETCH(int, pitch);
        const auto file = read(("X:1\nL:1/4\n" + music + "|\n").toStdString());
        QVERIFY(file.ok());
        QCOMPARE(int{file->scores[0].track(0).notes().back().pitch.value}, pitch);
    }

    void aBookGivesATuneEach() {
        const auto file = read("\xEF\xBB\xBFM:3/4\r\n\r\nX:1\r\nL:1/4\r\nK:C\r\nC|\r\n\r\nsome "
                               "words\r\n\r\nX:2\r\nK:C\r\nD|\r\nX:3\r\nK:C\r\nE|\r\n");
        QVERIFY(file.ok());
        QCOMPARE(file->scores.size(), std::size_t{3});
        QCOMPARE(file->scores[2].meter.at({}).numerator, 3);
    }

    void noTuneIsAnError_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("words") << QByteArray("Some words.\nMore: words.\n");
        QTest::newRow("bytes") << QByteArray("MThd\0\0\0\6\0\1", 10);
        QTest::newRow("header only") << QByteArray("X:1\nT:Nothing\nK:C\n");
    }

    void noTuneIsAnError() {
        QFETCH(QByteArray, text);
        const auto file = read(text.toStdString());
        QVERIFY(!file.ok());
        QVERIFY(QString::fromStdString(file.message()).contains("my.abc"));
    }

    void absurdNumbersAreTamed() {
        const auto file = read("X:99999999999999999999\nM:99999/0\nL:1/0\nQ:999999999\nK:C\n"
                               "C/0 C4294967296 (999999999C C0 C'''''''''''''''' C//////////////"
                               "///////////////////////////////////////////////////////////|\n");
        QVERIFY(file.ok());
        QVERIFY(file->scores[0].duration().value < 3600);
        QVERIFY(file->warnings.size() >= 5);
        QVERIFY(file->warnings[0].starts_with("tune 1: "));
    }

    void unclosedThingsEndWithTheirLine() {
        for (const char* body : {"\"Am C", "[CE", "{ab", "!trill C", "(3CD", "[K:D", "[", "C>", "|",
                                 "(", "^", "[1", "(3:", "C/", "-", "&"})
            static_cast<void>(read(std::string("X:1\nK:C\nC|") + body + "\nD|\n"));
        QCOMPARE(notesOf("X:1\nK:C\n[CE\nD|\n"), std::string("60@0+240 64@0+240 62@240+240"));
    }

private:
    static Result<exchange::AbcFile> read(const std::string& text) {
        return exchange::readAbc(text, "my.abc");
    }
    static std::string textOf(const score::Track& track) {
        std::string text;
        for (const auto& note : track.notes())
            text += (text.empty() ? "" : " ") + std::to_string(note.pitch.value) + "@" +
                    std::to_string(note.onset.value) + "+" + std::to_string(note.length.value);
        return text;
    }
    static std::string notesOf(const std::string& text) {
        const auto file = read(text);
        return file ? textOf(file->scores[0].track(0)) : file.message();
    }
};

CONTRAFACT_TEST(TestAbcReader)
#include "tst_abc_reader.moc"
