using System.Security.Cryptography;
using OciReconciler.Model.Digests;

namespace OciReconciler.UnitTests.Digests;

public sealed class Sha256Tests
{
    // FIPS 180-4's own examples.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Hex_ExamplesOfTheStandard(string text, string digest) => Assert.Equal(digest, Sha256.Hex(Encoding.UTF8.GetBytes(text)));

    // Each length around the borders of blocks, and some of many blocks.
    [Fact]
    public void HashData_AnyLength_IsDotNets()
    {
        var random = new Random(1);
        foreach (var length in Enumerable.Range(0, 300).Append(4096).Append(100_003))
        {
            var data = new byte[length];
            random.NextBytes(data);
            Assert.Equal(SHA256.HashData(data), Sha256.HashData(data));
        }
    }

    [Fact]
    public void Hmac_AnyKeyAndLength_IsDotNets()
    {
        var random = new Random(2);
        for (var length = 0; length < 200; length++)
        {
            var (key, data) = (new byte[length % 65], new byte[length]);
            random.NextBytes(key);
            random.NextBytes(data);
            Assert.Equal(HMACSHA256.HashData(key, data), Sha256.Hmac(key, data));
        }
    }

    [Fact]
    public void Hmac_KeyOfMoreThanABlock_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256.Hmac(new byte[65], []));
}
