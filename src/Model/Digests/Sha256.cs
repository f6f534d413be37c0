using System.Buffers.Binary;
using System.Numerics;

namespace OciReconciler.Model.Digests;

/// <summary>
/// SHA-256 (FIPS 180-4) and HMAC over it (RFC 2104) for texts of some kilobytes. .NET's own is OpenSSL's, and 5 MB of the controller's
/// memory are that library; what digests whole images goes on using it.
/// </summary>
public static class Sha256
{
    /// <summary>Bytes of a digest.</summary>
    public const int Length = 32;

    private const int BlockBytes = 64;

    // What follows the data: a one, and the number of its bits.
    private const int TrailerBytes = 1 + sizeof(ulong);

    private static ReadOnlySpan<uint> Start =>
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The digest of <paramref name="data"/>: <see cref="Length"/> bytes.</summary>
    public static byte[] HashData(ReadOnlySpan<byte> data)
    {
        Span<uint> state = stackalloc uint[Start.Length];
        Start.CopyTo(state);
        var rest = data;
        for (; rest.Length >= BlockBytes; rest = rest[BlockBytes..])
            Compress(state, rest);
        Span<byte> last = stackalloc byte[2 * BlockBytes];
        last.Clear();
        rest.CopyTo(last);
        last[rest.Length] = 0x80;
        last = last[..(rest.Length + TrailerBytes <= BlockBytes ? BlockBytes : 2 * BlockBytes)];
        BinaryPrimitives.WriteUInt64BigEndian(last[^sizeof(ulong)..], (ulong)data.Length * 8);
        for (; last.Length > 0; last = last[BlockBytes..])
            Compress(state, last);
        var digest = new byte[Length];
        for (var word = 0; word < state.Length; word++)
            BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(word * sizeof(uint)), state[word]);
        return digest;
    }

    /// <summary>The digest of <paramref name="data"/>: 64 lower-case hex digits.</summary>
    public static string Hex(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(HashData(data));

    /// <summary>HMAC-SHA-256 of <paramref name="data"/>: <see cref="Length"/> bytes.</summary>
    /// <param name="key">At most 64 bytes.</param>
    public static byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, BlockBytes);
        return HashData([.. Padded(key, 0x5c), .. HashData([.. Padded(key, 0x36), .. data])]);
    }

    private static byte[] Padded(ReadOnlySpan<byte> key, byte pad)
    {
        var padded = new byte[BlockBytes];
        key.CopyTo(padded);
        for (var index = 0; index < padded.Length; index++)
            padded[index] ^= pad;
        return padded;
    }

    private static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[Constants.Length];
        Schedule(block, words);
        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var round = 0; round < words.Length; round++)
        {
            var big1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var first = h + big1 + ((e & f) ^ (~e & g)) + Constants[round] + words[round];
            var big0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var second = big0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    private static void Schedule(ReadOnlySpan<byte> block, Span<uint> words)
    {
        const int given = BlockBytes / sizeof(uint);
        for (var word = 0; word < given; word++)
            words[word] = BinaryPrimitives.ReadUInt32BigEndian(block[(word * sizeof(uint))..]);
        for (var word = given; word < words.Length; word++)
        {
            var (early, late) = (words[word - 15], words[word - 2]);
            words[word] = words[word - 16] + words[word - 7]
                + (BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3))
                + (BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10));
        }
    }
}
