using System.Text.Encodings.Web;

namespace OciReconciler.UnitTests.Manifests.Fuzz;

/// <summary>The spoilt manifest of a number: always the same one.</summary>
internal static class Mutant
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 200 };

    public static byte[] Of(int seed, int number)
    {
        var random = new Random(unchecked((seed * 31) + number));
        // One in four as bytes, two as a tree, one as both.
        var how = number % 4;
        var bytes = how == 0 ? Corpus.Files[random.Next(Corpus.Files.Count)] : FromTree(random);
        for (var edits = how is 0 or 3 ? 1 + random.Next(3) : 0; edits > 0; edits--)
            bytes = ByteMutations.Apply(bytes, random);
        return bytes;
    }

    private static byte[] FromTree(Random random)
    {
        var tree = Corpus.Trees[random.Next(Corpus.Trees.Count)].DeepClone();
        for (var edits = 1 + random.Next(2); edits > 0; edits--)
            TreeMutations.Apply(tree, random);
        return Encoding.UTF8.GetBytes(tree.ToJsonString(Plain));
    }
}
