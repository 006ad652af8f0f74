// SPDX-License-Identifier: GPL-3.0-or-later
// Importing a folder: what becomes a song, what is skipped and why, the cache, cancelling.
#include "core/base/file.h"
#include "core/base/path_text.h"
#include "core/base/sha256.h"
#include "core/corpus/assemble.h"
#include "core/corpus/corpus.h"
#include "core/encoding/grid.h"
#include "core/midi/writer.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "tests/support/zip_bytes.h"

#include <QTemporaryDir>

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>

using namespace contrafact;
namespace fs = std::filesystem;

namespace {

std::vector<std::byte> bytesOf(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

void put(const fs::path& path, std::span<const std::byte> bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

void put(const fs::path& path, const score::Score& score) {
    put(path, midi::write(score));
}

bool sameCorpus(const corpus::Corpus& a, const corpus::Corpus& b) {
    const auto key = [](const corpus::Song& s) {
        return std::tie(s.name, s.path, s.hash, s.seconds, s.noteCount, s.validation, s.text);
    };
    const auto sound = [](const corpus::Song& x, const corpus::Song& y) {
        return x.score.sounds(y.score);
    };
    const auto reason = [](const corpus::Skipped& s) { return std::tie(s.path, s.why); };
    return a.hash == b.hash && std::ranges::equal(a.songs, b.songs, {}, key, key) &&
           std::ranges::equal(a.songs, b.songs, sound) &&
           std::ranges::equal(a.skipped, b.skipped, {}, reason, reason);
}

} // namespace

class TestCorpusImport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_music = fs::path(m_folder->path().toStdString()) / "music";
        m_cache = fs::path(m_folder->path().toStdString()) / "cache";
        fs::create_directories(m_music);
    }
    void cleanup() { qunsetenv("CONTRAFACT_STARTER"); }

    void goodFilesBecomeSongsAndOthersAreListed() {
        put(m_music / "a.mid", test::scale(60, 40));
        put(m_music / "deep/er/b.MIDI", test::scale(50, 40));
        put(m_music / "copy of a.mid", test::scale(60, 40));
        auto titled = test::scale(60, 40);
        titled.title = "the same notes in other bytes";
        put(m_music / "same.mid", titled);
        put(m_music / "bad.mid", bytesOf("this is a letter"));
        put(m_music / "empty.kar", bytesOf(""));
        put(m_music / "short.mid", test::scale(60, 3));
        put(m_music / "silent.mid", score::Score());
        put(m_music / "readme.txt", bytesOf("no music"));
        QCOMPARE(::mkfifo((m_music / "pipe.mid").c_str(), 0600), 0); // opening it would block

        const auto result = import();
        QVERIFY2(result.ok(), result ? "" : result.message().c_str());
        QCOMPARE(result->name, std::string("music"));
        QCOMPARE(result->songs.size(), std::size_t{2});
        QCOMPARE(result->songs[0].name, std::string("a"));
        QCOMPARE(result->songs[1].path, m_music / "deep/er/b.MIDI");
        QCOMPARE(result->songs[0].noteCount, 40);
        QCOMPARE(result->songs[0].seconds, 10.0); // 40 eighths at 120 bpm
        QCOMPARE(result->noteCount(), std::size_t{80});
        QCOMPARE(encoding::toGrid(result->songs[0].score), encoding::toGrid(test::scale(60, 40)));

        const auto why = reasons(*result);
        QCOMPARE(why.size(), std::size_t{8});
        QCOMPARE(why.at("copy of a.mid"), std::string("duplicate of a.mid"));
        QCOMPARE(why.at("same.mid"), std::string("same notes as a.mid"));
        QCOMPARE(why.at("short.mid"), std::string("shorter than one bar"));
        QCOMPARE(why.at("silent.mid"), std::string("no notes"));
        QCOMPARE(why.at("readme.txt"), std::string("no kind of music that is read"));
        QCOMPARE(why.at("pipe.mid"), std::string("no plain file"));
        QVERIFY(!why.at("bad.mid").empty());
        QVERIFY(!why.at("bad.mid").starts_with("bad.mid")); // the list shows the name already
        QVERIFY(!why.at("empty.kar").empty());
    }

    void timesThatNoSongHasAreSkipped() {
        auto late = test::scale(60, 40);
        auto note = test::note(0, 240, 60);
        note.onset = score::Tick(std::int64_t{8000} * 4 * 480);
        note.id = late.newNoteId();
        late.editTrack(0).insert(note);
        put(m_music / "late.mid", late);
        put(m_music / "a.mid", test::scale(60, 40));
        QVERIFY(reasons(*import()).at("late.mid").starts_with("longer than four hours"));
    }

    void aFolderBeyondTheBudgetGivesAFairSample() {
        for (int i = 0; i < 40; ++i)
            put(m_music / ("song " + std::to_string(i) + ".mid"), test::scale(30 + i, 40));
        corpus::ImportOptions options{.cacheFolder = m_cache};
        options.maxBytes = 10 * 5 * fs::file_size(m_music / "song 0.mid") + 9; // in memory
        const auto some = corpus::importFolder(m_music, options).value();
        QVERIFY(some.songs.size() >= 9 && some.songs.size() <= 10);
        QCOMPARE(some.songs.size() + some.skipped.size(), std::size_t{40});
        QVERIFY(some.skipped.front().why.starts_with("left out: "));
        QVERIFY(sameCorpus(some, corpus::importFolder(m_music, options).value()));
        options.maxBytes <<= 10;
        QCOMPARE(corpus::importFolder(m_music, options)->songs.size(), std::size_t{40});
    }

    void songsOfOneNameAreToldApart() {
        put(m_music / "x/theme.mid", test::scale(60, 40));
        put(m_music / "y/theme.mid", test::scale(61, 40));
        const auto corpus = import();
        QCOMPARE(corpus->songs[0].name, std::string("x/theme.mid"));
        QCOMPARE(corpus->songs[1].name, std::string("y/theme.mid"));
    }

    void theNumberOfThreadsChangesNothing() {
        putScales(30);
        auto options = plain();
        options.threads = 1;
        const auto one = corpus::importFolder(m_music, options);
        options.threads = 7;
        const auto seven = corpus::importFolder(m_music, options);
        QVERIFY(sameCorpus(*one, *seven));
    }

    void anUnchangedFileIsNotOpenedAgain() {
        putScales(6);
        const auto first = import();
        // Other bytes of the same size and time of change: only who opens the file can notice.
        const auto path = m_music / "scale1.mid";
        const auto when = fs::last_write_time(path);
        const auto size = fs::file_size(path);
        put(path, std::vector<std::byte>(size));
        fs::last_write_time(path, when);
        QVERIFY(sameCorpus(*import(), *first));
        // Once its time changes, it is read.
        fs::last_write_time(path, when + std::chrono::seconds(1));
        QCOMPARE(reasons(*import()).count("scale1.mid"), std::size_t{1});
    }

    void theCacheFollowsTheFolder() {
        putScales(6);
        QCOMPARE(import()->songs.size(), std::size_t{6});
        fs::rename(m_music / "scale0.mid", m_music / "zeroth.mid");
        fs::remove(m_music / "scale1.mid");
        put(m_music / "new.mid", test::scale(80, 40));
        const auto cached = import();
        QVERIFY(sameCorpus(*cached, *corpus::importFolder(m_music, plain())));
        QVERIFY(sameCorpus(*import(), *cached));
        QCOMPARE(cached->songs.back().name, std::string("zeroth"));
    }

    void damageToTheCacheIsNoticed() {
        putScales(5);
        put(m_music / "bad.mid", bytesOf("not music"));
        const auto fresh = import();
        const auto packed = fs::directory_iterator(m_cache)->path();
        const auto intact = *base::readFile(packed);
        std::mt19937 random(7);
        for (int trial = 0; trial < 150; ++trial) {
            auto damaged = intact;
            const auto at = random() % damaged.size();
            if (trial % 3 == 0)
                damaged.resize(at);
            else
                damaged[at] ^= std::byte{1} << (random() % 8);
            put(packed, damaged);
            const auto again = import();
            QVERIFY2(sameCorpus(*again, *fresh), std::to_string(at).c_str());
        }
        QCOMPARE(*base::readFile(packed), intact); // and it is repaired
    }

    void withoutACacheNothingIsWritten() {
        putScales(2);
        QVERIFY(corpus::importFolder(m_music, plain()).ok());
        QVERIFY(!fs::exists(m_cache));
    }

    void cancellingStopsAtOnce() {
        putScales(40);
        std::stop_source source;
        auto options = plain();
        options.stop = source.get_token();
        options.threads = 2;
        std::size_t calls = 0;
        options.progress = [&](const Progress&) {
            ++calls;
            source.request_stop();
        };
        const auto result = corpus::importFolder(m_music, options);
        QVERIFY(!result.ok());
        QCOMPARE(result.message(), std::string("cancelled"));
        QVERIFY(calls <= 2); // what was under way on the other thread may still report
    }

    void progressReachesTheEnd() {
        putScales(20);
        std::vector<double> fractions;
        auto options = plain();
        options.threads = 3;
        options.progress = [&](const Progress& p) { fractions.push_back(p.fraction); };
        QVERIFY(corpus::importFolder(m_music, options).ok());
        QVERIFY(std::ranges::is_sorted(fractions));
        QCOMPARE(fractions.back(), 1.0);
    }

    void foldersWithoutSongsAreErrors() {
        const auto empty = import();
        QVERIFY(!empty.ok());
        QVERIFY(QString::fromStdString(empty.message()).contains("no file of music"));
        put(m_music / "bad.mid", bytesOf("not music"));
        const auto bad = import();
        QVERIFY(!bad.ok());
        QVERIFY(QString::fromStdString(bad.message()).contains("bad.mid: "));
        const auto missing = corpus::importFolder(m_music / "nowhere", plain());
        QVERIFY(!missing.ok());
        QVERIFY(QString::fromStdString(missing.message()).contains("nowhere"));
    }

    void archivesOfDoomAreFolders() {
        put(m_music / "game.wad", wad({{"D_ONE", midi::write(test::scale(60, 40))},
                                       {"D_MUS", bytesOf("MUS\x1a but no MIDI")},
                                       {"E1M1", midi::write(test::scale(61, 40))}}));
        put(m_music / "broken.wad", bytesOf("IWAD\xff\xff\xff\xff\x0c\x00\x00\x00"));
        const auto corpus = import();
        QVERIFY2(corpus.ok(), corpus ? "" : corpus.message().c_str());
        QCOMPARE(corpus->songs.size(), std::size_t{1});
        QCOMPARE(corpus->songs[0].name, std::string("game D_ONE"));
        QCOMPARE(encoding::toGrid(corpus->songs[0].score), encoding::toGrid(test::scale(60, 40)));
        QCOMPARE(reasons(*corpus).at("game.wad:D_MUS"), std::string("music, but no MIDI file"));
    }

    void booksGiveASongATuneWithItsText() {
        put(m_music / "book.abc",
            bytesOf("X:4\nT:One\nM:4/4\nL:1/4\nK:G\nGABc|dcBA|\n\nX:9\nT:Nothing\nK:C\n\n"
                    "X:2\nT:Two\nM:3/4\nL:1/4\nK:C\nEFA|cAF|\n"));
        const auto corpus = import();
        QVERIFY2(corpus.ok(), corpus ? "" : corpus.message().c_str());
        QCOMPARE(corpus->songs.size(), std::size_t{2});
        QCOMPARE(corpus->songs[1].name, std::string("Two"));
        QCOMPARE(corpus->songs[1].path, m_music / "book.abc:3");
        QVERIFY(corpus->songs[1].text.starts_with("X:2\nT:Two\n"));
        QCOMPARE(corpus->songs[1].score.meter.at({}).numerator, 3);
        QCOMPARE(reasons(*corpus).at("book.abc:2"), std::string("no notes"));
        QVERIFY(sameCorpus(*import(), *corpus)); // from the cache
    }

    void allKindsMayLieTogether() {
        put(m_music / "a.mid", test::scale(60, 40));
        put(m_music / "tunes/b.abc", bytesOf("X:1\nT:B\nL:1/4\nK:C\nEDCDEEE2|DDD2EGG2|\n"));
        put(m_music / "lpd/c.npz", bytesOf(test::zip(test::lpdFiles(4, 4))));
        put(m_music / "d.zip", bytesOf(test::zip({{"in/e.abc", "X:1\nK:C\nL:1\nGEGE|\n"},
                                                  {"in/notes.txt", "words"}})));
        put(m_music / "cover.jpg", bytesOf("picture"));
        put(m_music / "broken.npz", bytesOf("PK but no archive"));
        const auto corpus = import();
        QVERIFY2(corpus.ok(), corpus ? "" : corpus.message().c_str());
        QCOMPARE(corpus->songs.size(), std::size_t{4});
        QCOMPARE(corpus->songs[1].path.filename(), fs::path("e.abc:1"));
        const auto& lpd = corpus->songs[2];
        QCOMPARE(lpd.name, std::string("c"));
        QCOMPARE(lpd.score.trackCount(), 5);
        const auto grid = encoding::toGrid(lpd.score);
        for (const auto& notes : grid.notes) QCOMPARE(notes.size(), std::size_t{16});
        const auto why = reasons(*corpus);
        QCOMPARE(why.size(), std::size_t{3});
        QVERIFY(why.contains("cover.jpg") && why.contains("broken.npz") &&
                why.contains("notes.txt"));
        // A single file may stand in a folder's place.
        QCOMPARE(corpus::importFolder(m_music / "tunes/b.abc", plain())->songs.size(),
                 std::size_t{1});
    }

    void namesThatAreNoTextAreKept() {
        const auto folder = m_music / "caf\xe9";
        put(folder / "\xe0 la\\x.mid", test::scale(60, 40));
        const auto corpus = corpus::importFolder(folder, plain());
        QVERIFY(corpus.ok());
        QCOMPARE(corpus->name, std::string("caf\\xE9"));
        QCOMPARE(corpus->songs[0].name, std::string("\\xE0 la\\x"));
        QCOMPARE(base::pathOf(corpus->name), fs::path("caf\xe9"));
        for (const char* name : {"plain", "\xc3\xa9t\xc3\xa9", "\xe9", "a\\xE9", "\xff\xfe\\", ""})
            QCOMPARE(base::pathOf(base::pathText(name)), fs::path(name));
        QCOMPARE(base::pathText("\xc3\xa9t\xc3\xa9"), std::string("\xc3\xa9t\xc3\xa9"));
    }

    void theSameMusicInAnotherKeyOrTempoStaysOnItsSide() {
        const auto tune = randomTune(1);
        put(m_music / "a.mid", tune);
        auto high = tune;
        auto notes = std::vector(high.track(0).notes().begin(), high.track(0).notes().end());
        for (auto& note : notes) note.pitch = note.pitch + score::Pitch(3);
        high.editTrack(0).setNotes(notes);
        put(m_music / "b high.mid", high);
        for (auto& note : notes) { // augmented, and not by a whole number
            note.onset = score::Tick(note.onset.value * 13 / 9);
            note.length = score::Tick(note.length.value * 13 / 9);
        }
        high.editTrack(0).setNotes(notes);
        put(m_music / "c slow.mid", high);
        for (unsigned seed = 2; seed < 12; ++seed)
            put(m_music / ("other " + std::to_string(seed) + ".mid"), randomTune(seed));
        const auto corpus = import();
        QVERIFY(corpus.ok());
        QCOMPARE(corpus->songs.size(), std::size_t{13});
        QCOMPARE(corpus->songs[1].sameAs, corpus->songs[0].hash);
        QCOMPARE(corpus->songs[2].sameAs, corpus->songs[0].hash);
        for (std::size_t i = 3; i < 13; ++i) QVERIFY(corpus->songs[i].sameAs.empty());
        for (const double share : {0.1, 0.5, 0.9}) {
            auto songs = corpus->songs;
            corpus::splitValidation(songs, share);
            QVERIFY(songs[0].validation == songs[1].validation &&
                    songs[1].validation == songs[2].validation);
        }
    }

    void theStarterIsWhereTheVariableSays() {
        putScales(2);
        const auto gone = m_music / "gone";
        qputenv("CONTRAFACT_STARTER", (m_music.string() + ":" + gone.string()).c_str());
        const auto sources = corpus::starterSources();
        QCOMPARE(sources.size(), std::size_t{2});
        QVERIFY(sources[0].present && !sources[1].present);
        const auto starter = corpus::open("starter", plain());
        QVERIFY(starter.ok());
        QCOMPARE(starter->name, std::string("starter"));
        QCOMPARE(starter->songs.size(), std::size_t{2});

        qputenv("CONTRAFACT_STARTER", gone.c_str());
        const auto nothing = corpus::openStarter(plain());
        QVERIFY(!nothing.ok());
        QVERIFY(QString::fromStdString(nothing.message()).contains("CONTRAFACT_STARTER"));
    }

    void aMissingStarterNamesThePackages() {
        qunsetenv("CONTRAFACT_STARTER");
        auto sources = corpus::starterSources();
        for (auto& source : sources) source.present = false;
        const auto result = corpus::openStarter(sources, plain());
        QVERIFY(!result.ok());
        QCOMPARE(result.message(),
                 std::string("the starter music is not installed; install it with: sudo apt "
                             "install simutrans-data openttd-openmsx planetblupi-music-midi"));
    }

    void theSplitIsStable() {
        std::vector<corpus::Song> many(1000);
        for (std::size_t i = 0; i < many.size(); ++i)
            many[i].hash = base::sha256(bytesOf(std::to_string(i)));
        corpus::splitValidation(many, 0.1);
        const auto held = std::ranges::count(many, true, &corpus::Song::validation);
        QVERIFY2(held > 70 && held < 130, std::to_string(held).c_str());
        // A song's place does not depend on which others are there.
        std::vector<corpus::Song> half(many.begin(), many.begin() + 500);
        corpus::splitValidation(half, 0.1);
        for (std::size_t i = 0; i < half.size(); ++i)
            QCOMPARE(half[i].validation, many[i].validation);
    }

    void smallCorporaKeepBothSides() {
        for (int trial = 0; trial < 100; ++trial) {
            std::vector<corpus::Song> songs(5);
            for (std::size_t i = 0; i < songs.size(); ++i)
                songs[i].hash = base::sha256(bytesOf(std::to_string(trial * 5 + int(i))));
            corpus::splitValidation(songs, 0.01);
            QCOMPARE(std::ranges::count(songs, true, &corpus::Song::validation), 1);
            corpus::splitValidation(songs, 0.99);
            QVERIFY(std::ranges::count(songs, true, &corpus::Song::validation) < 5);
            corpus::splitValidation(songs, 0);
            QCOMPARE(std::ranges::count(songs, true, &corpus::Song::validation), 0);
        }
    }

    void aTuneInManyKeysIsNotMostOfWhatIsHeldOut() {
        for (int trial = 0; trial < 50; ++trial) {
            std::vector<corpus::Song> songs(6);
            for (std::size_t i = 0; i < songs.size(); ++i)
                songs[i].hash = base::sha256(bytesOf(std::to_string(trial * 6 + int(i))));
            for (std::size_t i = 1; i < 4; ++i) songs[i].sameAs = songs[0].hash; // four of six
            corpus::splitValidation(songs, 0.1);
            const auto held = std::ranges::count(songs, true, &corpus::Song::validation);
            QVERIFY2(held >= 1 && held <= 3, std::to_string(held).c_str());
            for (std::size_t i = 1; i < 4; ++i) QCOMPARE(songs[i].validation, songs[0].validation);
        }
    }

private:
    corpus::ImportOptions plain() const {
        corpus::ImportOptions options;
        options.useCache = false;
        options.cacheFolder = m_cache;
        return options;
    }

    Result<corpus::Corpus> import() const {
        auto options = plain();
        options.useCache = true;
        return corpus::importFolder(m_music, options);
    }

    /// 64 notes that no other seed has.
    static score::Score randomTune(unsigned seed) {
        std::mt19937 random(seed);
        std::vector<score::Note> notes;
        int at = 0;
        for (int i = 0; i < 64; ++i) {
            const int length = 120 * (1 + static_cast<int>(random() % 4));
            notes.push_back(test::note(at, length, 50 + static_cast<int>(random() % 24)));
            at += length;
        }
        return test::scoreOf(test::instrument(0), std::move(notes));
    }

    void putScales(int count) const {
        for (int i = 0; i < count; ++i)
            put(m_music / ("scale" + std::to_string(i) + ".mid"), test::scale(30 + i, 40));
    }

    static std::map<std::string, std::string> reasons(const corpus::Corpus& corpus) {
        std::map<std::string, std::string> out;
        for (const auto& skipped : corpus.skipped)
            out[skipped.path.filename().string()] = skipped.why;
        return out;
    }

    /// An archive as the game reads it: header, lumps, directory.
    static std::vector<std::byte>
    wad(const std::vector<std::pair<std::string, std::vector<std::byte>>>& lumps) {
        const auto number = [](std::size_t value) {
            std::string out;
            for (int shift = 0; shift < 32; shift += 8)
                out += static_cast<char>(value >> shift & 0xFF);
            return out;
        };
        std::string body;
        std::string directory;
        for (const auto& [name, bytes] : lumps) {
            directory += number(12 + body.size()) + number(bytes.size()) + name;
            directory.append(8 - name.size(), '\0');
            body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        }
        return bytesOf("PWAD" + number(lumps.size()) + number(12 + body.size()) + body + directory);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_music;
    fs::path m_cache;
};

CONTRAFACT_TEST(TestCorpusImport)
#include "tst_corpus_import.moc"
