using System.Text;
using CsCheck;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Workloads;

namespace OciReconciler.UnitTests.Manifests;

public class ManifestFuzzTests
{
    private const int Rounds = 4000;

    private static readonly byte[][] Seeds =
    [
        Encoding.UTF8.GetBytes(Sample.Full),
        Encoding.UTF8.GetBytes(Sample.Nix("'ports': ['80:80'], 'environment': {'A': 'ü'}, 'dependsOn': ['db']")),
        """{"docker-containers": {"web": {"image": "nginx", "extraDockerOptions": ["-a"]}}}"""u8.ToArray(),
    ];

    // What breaks parsers more often than noise does.
    private static readonly byte[][] Pieces =
    [
        .. new[] { "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "null", "true", "-1e99", "//", "/*", "*/", "\n", "\"image\":", "\"spec\":", "[[[[", "''", "\u2028" }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0],
    ];

    private static readonly Gen<(int At, int Cut, int Piece)> Edit = Gen.Select(Gen.Int[0, 4000], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1]);

    private static readonly Gen<byte[]> Mutated = Gen.Select(Gen.Int[0, Seeds.Length - 1], Edit.Array[1, 6])
        .Select((seed, edits) => edits.Aggregate(Seeds[seed], Apply));

    [Fact]
    public void Parse_MutatedManifest_NeverThrowsAndIsEitherTakenOrExplained() => Mutated.Sample(
        bytes =>
        {
            var file = ManifestParser.Parse("m.json", bytes, Backend.Podman);
            var across = file.IsValid ? ManifestSet.Check([file], unknownDependencyIsError: false) : [];
            return (file.IsValid || file.Workloads.IsEmpty)
                && (file.IsValid || !file.Errors.IsEmpty)
                && file.Errors.Concat(across).All(IsReadable);
        },
        iter: Rounds);

    [Fact]
    public void Parse_Noise_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(bytes => !ManifestParser.Parse("m.json", bytes, Backend.Docker).IsValid, iter: Rounds);

    private static bool IsReadable(ManifestError error) =>
        error.Line > 0
        && error.Path.StartsWith('$')
        && error.Message.Length is > 0 and < 1000
        && !error.ToString().Any(char.IsControl)
        && !error.Message.Contains("BytePosition", StringComparison.Ordinal);

    private static byte[] Apply(byte[] bytes, (int At, int Cut, int Piece) edit)
    {
        var at = edit.At % (bytes.Length + 1);
        return [.. bytes.AsSpan(0, at), .. Pieces[edit.Piece], .. bytes.AsSpan(Math.Min(bytes.Length, at + edit.Cut))];
    }
}
