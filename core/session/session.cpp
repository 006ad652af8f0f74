// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session.h"

#include "core/base/file.h"
#include "core/score/codec.h"
#include "core/session/database.h"

#include <cstring>
#include <string_view>

namespace contrafact::session {

namespace fs = std::filesystem;

namespace {

// PRAGMA application_id and user_version of kSchema.
constexpr std::uint32_t kApplicationId = 0x43465354; // "CFST"
constexpr std::uint32_t kVersion = 1;

constexpr auto kSchema = R"(
PRAGMA application_id = 1128682324;
PRAGMA user_version = 1;
BEGIN;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE score (data BLOB NOT NULL);
CREATE TABLE take (place INTEGER PRIMARY KEY, id INTEGER, name TEXT, created TEXT,
                   provenance TEXT, starred INTEGER, score BLOB NOT NULL);
CREATE TABLE run (place INTEGER PRIMARY KEY, folder TEXT, json TEXT);
CREATE TABLE curve (run INTEGER, key TEXT, step BLOB, value BLOB);
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT);
)";

std::span<const std::byte> bytesOf(const std::vector<double>& values) {
    return std::as_bytes(std::span(values));
}

std::vector<double> doublesOf(std::span<const std::byte> bytes) {
    std::vector<double> out(bytes.size() / sizeof(double));
    if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * sizeof(double));
    return out;
}

// Each part is written and read in the same order of rows and fields: the digest depends on it.

void writeTakes(const Session& session, Database& database) {
    Row row(database, "INSERT INTO take VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (std::size_t i = 0; i < session.takes.size(); ++i) {
        const auto& take = session.takes[i];
        row.put(static_cast<std::int64_t>(i))
            .put(take.id)
            .put(std::string_view(take.name))
            .put(std::string_view(take.created))
            .put(std::string_view(take.provenance))
            .put(std::int64_t{take.starred})
            .put(std::span<const std::byte>(score::encodeScore(take.score)))
            .write();
    }
}

void writeRuns(const Session& session, Database& database) {
    Row runs(database, "INSERT INTO run VALUES (?, ?, ?)");
    for (std::size_t i = 0; i < session.runs.size(); ++i)
        runs.put(static_cast<std::int64_t>(i))
            .put(std::string_view(session.runs[i].folder))
            .put(std::string_view(session.runs[i].json))
            .write();
    Row curves(database, "INSERT INTO curve VALUES (?, ?, ?, ?)");
    for (std::size_t i = 0; i < session.runs.size(); ++i)
        for (const auto& curve : session.runs[i].curves)
            curves.put(static_cast<std::int64_t>(i))
                .put(std::string_view(curve.key))
                .put(bytesOf(curve.step))
                .put(bytesOf(curve.value))
                .write();
}

void writeSettings(const Session& session, Database& database) {
    Row row(database, "INSERT INTO setting VALUES (?, ?)");
    for (const auto& [key, value] : session.settings)
        row.put(std::string_view(key)).put(std::string_view(value)).write();
}

Result<void> readScore(Session& session, Database& database) {
    Row row(database, "SELECT data FROM score");
    if (!row.next()) return Error{"it holds no score"};
    auto score = score::decodeScore(row.blob());
    if (!score) return score.error();
    session.score = std::move(score).value();
    return {};
}

Result<void> readTakes(Session& session, Database& database) {
    Row row(database, "SELECT * FROM take ORDER BY place");
    while (row.next()) {
        Take take;
        row.number(); // the place
        take.id = row.number();
        take.name = row.text();
        take.created = row.text();
        take.provenance = row.text();
        take.starred = row.number() != 0;
        auto score = score::decodeScore(row.blob());
        if (!score) return Error{"its take \"" + take.name + "\": " + score.message()};
        take.score = std::move(score).value();
        session.takes.push_back(std::move(take));
    }
    return {};
}

void readRuns(Session& session, Database& database) {
    Row runs(database, "SELECT * FROM run ORDER BY place");
    while (runs.next()) {
        RunRecord run;
        runs.number(); // the place
        run.folder = runs.text();
        run.json = runs.text();
        session.runs.push_back(std::move(run));
    }
    Row curves(database, "SELECT * FROM curve ORDER BY rowid");
    while (curves.next()) {
        const auto run = static_cast<std::uint64_t>(curves.number());
        RunCurve curve;
        curve.key = curves.text();
        curve.step = doublesOf(curves.blob());
        curve.value = doublesOf(curves.blob());
        if (run < session.runs.size()) session.runs[run].curves.push_back(std::move(curve));
    }
}

void readSettings(Session& session, Database& database) {
    Row row(database, "SELECT * FROM setting ORDER BY rowid");
    while (row.next()) {
        auto key = row.text();
        session.settings[std::move(key)] = row.text();
    }
}

/// Says why these bytes cannot be a session of ours, without asking SQLite. Its file format has
/// big-endian numbers at fixed places.
Result<void> checkHeader(std::span<const std::byte> bytes) {
    constexpr std::string_view kMagic("SQLite format 3\0", 16);
    constexpr std::size_t kVersionAt = 60;
    constexpr std::size_t kApplicationAt = 68;
    constexpr std::size_t kHeaderSize = 100;
    const auto numberAt = [&](std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i)
            value = value << 8 | std::to_integer<std::uint32_t>(bytes[at + i]);
        return value;
    };
    if (bytes.size() < kHeaderSize || std::memcmp(bytes.data(), kMagic.data(), 16) != 0 ||
        numberAt(kApplicationAt) != kApplicationId)
        return Error{"it is not a session of Contrafact Studio"};
    if (numberAt(kVersionAt) > kVersion)
        return Error{"it was saved by a newer Contrafact Studio: update the program"};
    return {};
}

Error damaged() {
    return Error{"it is damaged: open an earlier copy"};
}

Result<Session> read(std::span<std::byte> bytes) {
    if (auto checked = checkHeader(bytes); !checked) return checked.error();
    Database database(bytes);
    if (database.text("PRAGMA quick_check") != "ok") return damaged();
    const auto seal = database.text("SELECT value FROM meta WHERE key = 'seal'");
    database.beginDigest();

    Session session;
    if (auto done = readScore(session, database); !done) return done.error();
    if (auto done = readTakes(session, database); !done) return done.error();
    readRuns(session, database);
    readSettings(session, database);
    if (!database.ok() || database.digest() != seal) return damaged();
    return session;
}

} // namespace

Result<std::vector<std::byte>> encode(const Session& session) {
    Database database;
    database.run(kSchema);
    Row(database, "INSERT INTO score VALUES (?)")
        .put(std::span<const std::byte>(score::encodeScore(session.score)))
        .write();
    writeTakes(session, database);
    writeRuns(session, database);
    writeSettings(session, database);
    const auto seal = database.digest();
    Row(database, "INSERT INTO meta VALUES ('seal', ?)").put(std::string_view(seal)).write();
    database.run("COMMIT");
    auto bytes = database.bytes();
    if (!database.ok() || bytes.empty()) return Error{"not enough memory"};
    return bytes;
}

Result<Session> decode(std::vector<std::byte> bytes) {
    return read(bytes);
}

Result<void> save(const Session& session, const fs::path& path) {
    const auto bytes = encode(session);
    if (!bytes) return Error{"cannot save " + path.string() + ": " + bytes.message()};
    return base::writeFileAtomically(path, *bytes);
}

Result<Session> load(const fs::path& path) {
    auto bytes = base::readFile(path);
    if (!bytes) return bytes.error();
    auto session = decode(std::move(bytes).value());
    if (!session) return Error{"cannot open " + path.string() + ": " + session.message()};
    return session;
}

} // namespace contrafact::session
