// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 against the published examples of FIPS 180-4.
#include "core/base/sha256.h"
#include "tests/support/test.h"

#include <span>
#include <string>

using contrafact::base::Sha256;

class TestSha256 : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void publishedExamples() {
        QCOMPARE(of(""),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(of("abc"),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                 std::string("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
    }

    void piecesGiveTheSameAsTheWhole() {
        const std::string text(1000, 'a');
        Sha256 pieces;
        for (std::size_t i = 0; i < text.size(); i += 37)
            pieces.add(std::as_bytes(
                std::span(text).subspan(i, std::min<std::size_t>(37, text.size() - i))));
        QCOMPARE(pieces.hex(), of(text));
    }

private:
    static std::string of(const std::string& text) {
        return contrafact::base::sha256(std::as_bytes(std::span(text)));
    }
};

CONTRAFACT_TEST(TestSha256)
#include "tst_sha256.moc"
