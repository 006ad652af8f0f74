// SPDX-License-Identifier: GPL-3.0-or-later
// Importing a folder of all kinds of music: game archives, tune books, LPD and ZIP archives.
#include "core/encoding/grid.h"
#include "tests/support/music_folder.h"
#include "tests/support/test.h"
#include "tests/support/zip_bytes.h"

using namespace contrafact;
using namespace contrafact::test;
namespace fs = std::filesystem;

class TestCorpusKinds : public QObject, private test::MusicFolder {
    Q_OBJECT
private Q_SLOTS:
    void init() { open(); }

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

private:
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
};

CONTRAFACT_TEST(TestCorpusKinds)
#include "tst_corpus_kinds.moc"
