// SPDX-License-Identifier: GPL-3.0-or-later
// What a session promises: everything comes back, and a file that is cut, changed, foreign or from
// the future is one message and never a crash or music that was not written.
#include "core/base/file.h"
#include "core/score/codec.h"
#include "core/session/session.h"
#include "tests/support/random_score.h"
#include "tests/support/test.h"

#include <QDir>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <random>

using namespace contrafact;
using namespace contrafact::session;
namespace fs = std::filesystem;

namespace {

score::Note note(std::int64_t onset, std::int64_t length, int pitch, std::uint8_t velocity) {
    return {.onset = score::Tick(onset),
            .length = score::Tick(length),
            .pitch = score::Pitch(pitch),
            .velocity = velocity,
            .release = static_cast<std::uint8_t>(onset % 128)};
}

score::Score randomScore(unsigned seed) {
    std::mt19937 random(seed);
    const auto upTo = [&](int max) { return static_cast<int>(random() % (unsigned(max) + 1)); };
    score::Score out(96 * (1 + upTo(9)));
    out.title = "Größe " + std::to_string(seed);
    out.tempo =
        score::TempoMap(out.ppq(), {{score::Tick(0), 400'000},
                                    {score::Tick(upTo(5000)), 1u + unsigned(upTo(900'000))}});
    out.meter =
        score::MeterMap(out.ppq(), {{score::Tick(0), 3, 4}, {score::Tick(upTo(9000)), 7, 8}});
    out.keys = {{score::Tick(0), -3, true}, {score::Tick(upTo(9000)), 5, false}};
    out.markers = {{score::Tick(upTo(9000)), std::string("A\0\xff", 3)}};
    contrafact::test::Random events(seed + 1);
    out.events = contrafact::test::randomEvents(events, 5);
    out.sheets = {{1, contrafact::test::randomEvents(events, 7)}};
    for (int t = 0; t <= upTo(5); ++t) {
        std::vector<score::Note> notes;
        for (int i = upTo(200); i > 0; --i)
            notes.push_back(
                note(upTo(1'000'000), upTo(2000), upTo(127), std::uint8_t(1 + upTo(126))));
        score::TrackInfo info{.name = "Track " + std::to_string(t),
                              .channel = upTo(15),
                              .program = upTo(127),
                              .bank = upTo(16383),
                              .volume = upTo(127),
                              .pan = upTo(127),
                              .mute = upTo(1) == 1,
                              .solo = upTo(1) == 1,
                              .locked = upTo(1) == 1};
        info.kit = score::Kit(upTo(2));
        score::Track track(std::move(info), std::move(notes));
        track.events = contrafact::test::randomEvents(events, upTo(40));
        out.addTrack(std::move(track));
    }
    return out;
}

/// Equal to the last id.
bool same(const score::Score& a, const score::Score& b) {
    if (!a.sounds(b) || a.trackCount() != b.trackCount()) return false;
    for (int i = 0; i < a.trackCount(); ++i)
        if (!(a.track(i) == b.track(i))) return false;
    return true;
}

Session emptySession() {
    Session out;
    return out;
}

Session fullSession() {
    Session out;
    out.score = randomScore(1);
    for (int i = 0; i < 3; ++i)
        out.takes.push_back({.id = 10 - i,
                             .name = "Take " + std::to_string(i),
                             .created = "2026-11-21T10:00:00Z",
                             .provenance = R"({"system":"vae-nn","seed":3})",
                             .starred = i == 1,
                             .score = randomScore(unsigned(i) + 2)});
    out.runs = {
        {"/tmp/run-a", R"({"system":"vae-nn"})", {{"loss", {1, 2, 3}, {0.5, 0.25, 1e-300}}}},
        {"/tmp/run-b", "{}", {{"elbo", {}, {}}, {"f1", {7}, {-0.0}}}}};
    out.settings = {{"alpha", "0.5"}, {"model", ""}, {"seed", "42"}};
    return out;
}

bool same(const Session& a, const Session& b) {
    const auto sameTake = [](const Take& x, const Take& y) {
        return x.id == y.id && x.name == y.name && x.created == y.created &&
               x.provenance == y.provenance && x.starred == y.starred && same(x.score, y.score);
    };
    const auto sameCurve = [](const RunCurve& x, const RunCurve& y) {
        return x.key == y.key && x.step == y.step && x.value == y.value;
    };
    const auto sameRun = [&](const RunRecord& x, const RunRecord& y) {
        return x.folder == y.folder && x.json == y.json &&
               std::equal(x.curves.begin(), x.curves.end(), y.curves.begin(), y.curves.end(),
                          sameCurve);
    };
    return same(a.score, b.score) && a.settings == b.settings &&
           std::equal(a.takes.begin(), a.takes.end(), b.takes.begin(), b.takes.end(), sameTake) &&
           std::equal(a.runs.begin(), a.runs.end(), b.runs.begin(), b.runs.end(), sameRun);
}

std::vector<std::byte> bytesOf(const fs::path& path) {
    auto bytes = base::readFile(path);
    return bytes ? std::move(bytes).value() : std::vector<std::byte>{};
}

/// Without the fsync of a real save: there are many.
void put(const fs::path& path, std::span<const std::byte> bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
}

bool says(const std::string& message, const char* part) {
    return message.find(part) != std::string::npos;
}

} // namespace

class TestSession : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_path = m_dir.filePath("song.contrafact").toStdString(); }

    void everythingComesBack() {
        const auto session = fullSession();
        const auto saved = save(session, m_path);
        QVERIFY2(saved.ok(), saved ? "" : saved.message().c_str());
        const auto loaded = load(m_path);
        QVERIFY2(loaded.ok(), loaded ? "" : loaded.message().c_str());
        QVERIFY(same(*loaded, session));
        QVERIFY(save(emptySession(), m_path).ok());
        QVERIFY(same(load(m_path).value(), emptySession()));
    }

    void savingLeavesNothingElseBeside() {
        QVERIFY(save(fullSession(), m_path).ok());
        QVERIFY(load(m_path).ok());
        QCOMPARE(QDir(m_dir.path()).entryList(QDir::Files | QDir::Hidden),
                 QStringList{"song.contrafact"});
    }

    void scoresComeBackWithTheirIds_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 30; ++seed) QTest::addRow("seed %u", seed) << seed;
    }

    void scoresComeBackWithTheirIds() {
        QFETCH(unsigned, seed);
        auto score = randomScore(seed);
        const auto bytes = score::encodeScore(score);
        auto decoded = score::decodeScore(bytes);
        QVERIFY2(decoded.ok(), decoded ? "" : decoded.message().c_str());
        QVERIFY(same(*decoded, score));
        QVERIFY(score::encodeScore(*decoded) == bytes);
        QCOMPARE(decoded->newNoteId(), score.newNoteId());
    }

    void aNoteTakesFewBytes() {
        auto score = randomScore(4);
        score.events = {};
        score.sheets.clear();
        for (int i = 0; i < score.trackCount(); ++i) score.editTrack(i).events = {};
        QVERIFY(score::encodeScore(score).size() < 500 + score.noteCount() * 11);
    }

    void aDamagedScoreIsRefused() {
        const auto bytes = score::encodeScore(randomScore(5));
        for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 20)
            QVERIFY(!score::decodeScore(std::span(bytes).first(size)).ok());
        for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 37) {
            auto changed = bytes;
            changed[bit / 8] ^= std::byte(1 << (bit % 8));
            QVERIFY(!score::decodeScore(changed).ok());
        }
    }

    // The seal tells damage, not intent: what bears a right one may still say anything.

    void aSealedScoreThatCannotBeIsRefused_data() {
        QTest::addColumn<qint64>("key");
        QTest::addColumn<quint32>("id");
        QTest::newRow("a key before the music") << qint64{-5} << 1U;
        QTest::newRow("an id that leaves none for new notes") << qint64{0} << 0xFFFF'FFFFU;
        QTest::newRow("times beyond all seconds") << (qint64{1} << 60) << 1U;
    }
    void aSealedScoreThatCannotBeIsRefused() {
        QFETCH(qint64, key);
        QFETCH(quint32, id);
        score::Score score;
        score.keys = {{score::Tick(key), 1, false}};
        auto only = note(0, 10, 60, 90);
        only.id = id;
        score.addTrack(score::Track({}, {only}));
        QVERIFY(!score::decodeScore(score::encodeScore(score)).ok());
    }

    void aStoredNoteIsNeverSilent() {
        score::Score score;
        score.addTrack(score::Track({}, {note(0, 10, 60, 0)}));
        const auto decoded = score::decodeScore(score::encodeScore(score));
        QVERIFY(decoded.ok());
        QCOMPARE(int(decoded->track(0).notes()[0].velocity), 1);
    }

    void aDamagedSessionIsRefusedOrReadsTheSame() {
        const auto session = fullSession();
        QVERIFY(save(session, m_path).ok());
        const auto bytes = bytesOf(m_path);
        const fs::path other = m_dir.filePath("other.contrafact").toStdString();
        std::mt19937 random(7);
        int refused = 0;
        for (int i = 0; i < 150; ++i) {
            auto changed = bytes;
            changed[random() % changed.size()] ^= std::byte(1 << (random() % 8));
            put(other, changed);
            const auto loaded = load(other);
            if (loaded) QVERIFY(same(*loaded, session)); // an unused byte of a page
            refused += !loaded.ok();
        }
        QVERIFY2(refused > 10, qPrintable(QString::number(refused)));
        for (std::size_t part = 0; part < 20; ++part) {
            const auto cut = std::span(bytes).first(bytes.size() * part / 20);
            put(other, cut);
            QVERIFY(!load(other).ok());
        }
        fs::remove(other);
    }

    void whatIsNoSessionIsCalledSo() {
        QVERIFY(base::writeFileAtomically(m_path, "just a letter").ok());
        QVERIFY(says(load(m_path).message(), "is not a session"));
        QVERIFY(says(load(m_path).message(), "song.contrafact"));
        QVERIFY(says(load("/nowhere/a.contrafact").message(), "/nowhere/a.contrafact"));
    }

    void aNewerProgramsFileIsCalledSo() {
        QVERIFY(save(emptySession(), m_path).ok());
        auto bytes = bytesOf(m_path);
        bytes[63] = std::byte(99); // user_version
        QVERIFY(base::writeFileAtomically(m_path, bytes).ok());
        QVERIFY(says(load(m_path).message(), "newer"));
    }

    void aFullDiskLeavesTheOldFileWhole() {
        const auto before = fullSession();
        QVERIFY(save(before, m_path).ok());
        rlimit old{};
        getrlimit(RLIMIT_FSIZE, &old);
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{4096, old.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        const auto saved = save(emptySession(), m_path);
        setrlimit(RLIMIT_FSIZE, &old);
        QVERIFY(!saved.ok());
        QVERIFY(same(load(m_path).value(), before));
        QCOMPARE(QDir(m_dir.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void recoveryIsOfferedWhileItIsNewer() {
        qputenv("XDG_DATA_HOME", m_dir.filePath("data").toUtf8());
        QVERIFY(!recoveryIsNewer());
        QVERIFY(save(emptySession(), recoveryFile()).ok());
        QVERIFY(recoveryIsNewer());
        discardRecovery();
        QVERIFY(!recoveryIsNewer());

        QVERIFY(recoveryFile("/a/song.contrafact") != recoveryFile("/b/song.contrafact"));
        QVERIFY(save(emptySession(), recoveryFile(m_path)).ok());
        QVERIFY(save(emptySession(), m_path).ok());
        const auto now = fs::last_write_time(m_path);
        fs::last_write_time(recoveryFile(m_path), now - std::chrono::seconds(1));
        QVERIFY(!recoveryIsNewer(m_path));
        fs::last_write_time(recoveryFile(m_path), now + std::chrono::seconds(1));
        QVERIFY(recoveryIsNewer(m_path));
    }

private:
    QTemporaryDir m_dir;
    fs::path m_path;
};

CONTRAFACT_TEST(TestSession)
#include "tst_session.moc"
