// SPDX-License-Identifier: GPL-3.0-or-later
// Files in and out: what is no file is refused, a link stays a link, and what is written is there
// whole or not at all.
#include "core/base/draft.h"
#include "core/base/file.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <thread>

using namespace contrafact::base;
namespace fs = std::filesystem;

class TestFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void devicesAreNotRead() {
        for (const char* device : {"/dev/zero", "/dev/null", "/dev/random"}) {
            const auto read = readFile(device);
            QVERIFY(!read);
            QVERIFY2(read.message().find("device") != std::string::npos, read.message().c_str());
        }
        QVERIFY(!readFile(folder()));
    }

    void devicesAreNotWritten() {
        QVERIFY(!writeFileAtomically("/dev/null", std::string_view("x")));
        fs::create_symlink("/dev/null", folder() / "link");
        QVERIFY(!writeFileAtomically(folder() / "link", std::string_view("x")));
        struct stat info {};
        QVERIFY(::stat("/dev/null", &info) == 0 && S_ISCHR(info.st_mode));
    }

    void aPipeIsRead() {
        const auto pipe = folder() / "pipe";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        std::thread writer([&] { std::ofstream(pipe) << "music"; });
        const auto read = readText(pipe);
        writer.join();
        QVERIFY(read.ok());
        QCOMPARE(*read, std::string("music"));
    }

    void whatMemoryCannotHoldIsNotRead() {
        std::ofstream(folder() / "huge.mid") << "MThd";
        fs::resize_file(folder() / "huge.mid", std::uintmax_t{1} << 42); // takes no space
        const auto read = readFile(folder() / "huge.mid");
        QVERIFY(!read);
        QVERIFY2(read.message().find("too large") != std::string::npos, read.message().c_str());
    }

    void writersOfOneFileDoNotMix() {
        const auto file = folder() / "file";
        constexpr std::size_t kSize = 300'000;
        const auto writeMany = [&](char letter) {
            for (int i = 0; i < 40; ++i)
                QVERIFY(writeFileAtomically(file, std::string(kSize, letter)).ok());
        };
        std::thread other([&] { writeMany('b'); });
        writeMany('a');
        other.join();
        const auto left = readText(file).value();
        QVERIFY(left == std::string(kSize, 'a') || left == std::string(kSize, 'b'));
        QCOMPARE(namesThere(), 1);
    }

    void whatIsNotKeptLeavesNothing() {
        QVERIFY(writeFileAtomically(folder() / "song", std::string_view("old")).ok());
        {
            auto draft = Draft::of(folder() / "song");
            QVERIFY(draft.ok());
            QVERIFY(draft->write(std::as_bytes(std::span("new", 3))).ok());
            QCOMPARE(*readText(folder() / "song"), std::string("old"));
        }
        QCOMPARE(*readText(folder() / "song"), std::string("old"));
        QCOMPARE(namesThere(), 1);
    }

    void aFileStaysAsPrivateAsItWas() {
        QVERIFY(writeFileAtomically(folder() / "song", std::string_view("old")).ok());
        fs::permissions(folder() / "song", fs::perms::owner_read | fs::perms::owner_write);
        QVERIFY(writeFileAtomically(folder() / "song", std::string_view("new")).ok());
        QCOMPARE(fs::status(folder() / "song").permissions(),
                 fs::perms::owner_read | fs::perms::owner_write);
    }

    void aLinkStaysALinkAndItsFileIsWritten() {
        fs::create_directory(folder() / "there");
        const auto target = folder() / "there" / "song";
        QVERIFY(writeFileAtomically(target, std::string_view("old")).ok());
        fs::create_symlink("there/song", folder() / "first");
        fs::create_symlink("first", folder() / "second");
        QVERIFY(writeFileAtomically(folder() / "second", std::string_view("new")).ok());
        QVERIFY(fs::is_symlink(folder() / "first") && fs::is_symlink(folder() / "second"));
        QVERIFY(!fs::is_symlink(target));
        QCOMPARE(*readText(target), std::string("new"));
    }

    void aLinkToNothingLeadsToANewFile() {
        fs::create_symlink("later", folder() / "link");
        QVERIFY(writeFileAtomically(folder() / "link", std::string_view("new")).ok());
        QVERIFY(fs::is_symlink(folder() / "link"));
        QCOMPARE(*readText(folder() / "later"), std::string("new"));
    }

    void aCircleOfLinksIsRefused() {
        fs::create_symlink("b", folder() / "a");
        fs::create_symlink("a", folder() / "b");
        QVERIFY(!writeFileAtomically(folder() / "a", std::string_view("x")));
        QVERIFY(fs::is_symlink(folder() / "a") && fs::is_symlink(folder() / "b"));
    }

private:
    int namesThere() const {
        return int(std::distance(fs::directory_iterator(folder()), fs::directory_iterator()));
    }
    fs::path folder() const { return m_dir->path().toStdString(); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

CONTRAFACT_TEST(TestFile)
#include "tst_file.moc"
