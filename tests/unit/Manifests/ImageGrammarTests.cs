using CsCheck;
using OciReconciler.Model.Images;

namespace OciReconciler.UnitTests.Manifests;

/// <summary>What a manifest may name and what the puller can take apart is one thing.</summary>
public class ImageGrammarTests
{
    private static readonly string[] Pieces =
    [
        "nginx", "library/", "ghcr.io/", "localhost:5000/", "[::1]:80/", "Registry.example/", "a__b", "a___b", "..", "-", ":", ":1.27",
            ":latest", "@", "/", "_", " ", "Ü", "\n", "A", "0",
        "@sha256:", "sha256:", "docker://", new string('a', 64), new string('0', 63), new string('f', 128), "@sha512:", "@md5:", ".", "--",
            "%", "é",
    ];

    private static readonly Gen<string> Images = Gen.OneOf(
        Gen.Int[0, Pieces.Length - 1].Array[0, 6].Select(indexes => string.Concat(indexes.Select(index => Pieces[index]))),
        Gen.Char["ab09A:/@.-_ []"].Array[0, 10].Select(characters => new string(characters)));

    [Fact]
    public void Image_AnyText_IsTakenByManifestsAsByThePuller()
    {
        var (taken, refused) = (0, 0);
        Images.Sample(
            image =>
            {
                var isTaken = ImageReference.TryParse(image, out _) || ImageReference.IsImageId(image);
                _ = isTaken ? Interlocked.Increment(ref taken) : Interlocked.Increment(ref refused);
                return Sample.Parse(Sample.Spec("")
                    .Replace("\"nginx\"", System.Text.Json.JsonSerializer.Serialize(image), StringComparison.Ordinal)).IsValid == isTaken;
            },
            iter: 20_000);
        Assert.True(taken > 500 && refused > 500, $"{taken} taken, {refused} refused");
    }
}
