// SPDX-License-Identifier: GPL-3.0-or-later
// Importing a folder: what becomes a song, what is skipped and why, the cache, cancelling.
#include "core/base/file.h"
#include "core/base/path_text.h"
#include "core/encoding/grid.h"
#include "tests/support/music_folder.h"
#include "tests/support/test.h"

#include <sys/stat.h>

#include <random>

using namespace contrafact;
using namespace contrafact::test;
namespace fs = std::filesystem;

class TestCorpusImport : public QObject, private test::MusicFolder {
    Q_OBJECT
private Q_SLOTS:
    void init() { open(); }
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
};

CONTRAFACT_TEST(TestCorpusImport)
#include "tst_corpus_import.moc"
