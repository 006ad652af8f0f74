// SPDX-License-Identifier: GPL-3.0-or-later
// The little of SQLite that a session needs: a database in memory, filled and read row by row. What
// is written and read also goes into a digest, because SQLite does not notice a changed byte.
#pragma once

#include "core/base/result.h"
#include "core/base/sha256.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace contrafact::session {

/// After the first failure ok() is false, reads give nothing and writes do nothing.
class Database {
public:
    Database();
    /// Reads from `bytes`, which must outlive it.
    explicit Database(std::span<std::byte> bytes);

    bool ok() const { return m_ok; }
    void run(const char* sql);
    /// The file's content.
    std::vector<std::byte> bytes() const;
    /// The first column of the first row; empty when there is none.
    std::string text(const char* sql);
    void beginDigest() { m_digest = {}; }
    /// Of every field that was put or taken since; spent afterwards.
    std::string digest() { return m_digest.hex(); }

private:
    friend class Row;
    struct Close {
        void operator()(sqlite3* db) const;
    };
    void check(bool good) { m_ok = m_ok && good; }

    std::unique_ptr<sqlite3, Close> m_db;
    base::Sha256 m_digest;
    bool m_ok = true;
};

/// One statement: either fields are put in order and write() adds the row, or next() steps through
/// the result and fields are taken in order.
class Row {
public:
    Row(Database& database, const char* sql);

    Row& put(std::int64_t value);
    Row& put(std::string_view value);
    Row& put(std::span<const std::byte> value);
    void write();

    bool next();
    std::int64_t number();
    std::string text();
    /// Valid until the next step.
    std::span<const std::byte> blob();

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    void digest(std::span<const std::byte> field);

    Database& m_database;
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    int m_field = 0;
};

} // namespace contrafact::session
