using System.Text.Json.Nodes;
using CsCheck;
using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.UnitTests.Manifests.Trees;

public class MergePatchTests
{
    private static readonly Gen<string> Names = Tree.Pick("a", "b", "c", "\u00e9", "");

    private static readonly Gen<JsonNode?> Scalars = Gen.OneOf(
        Gen.Const((JsonNode?)null), Gen.Int[0, 3].Select(number => (JsonNode?)number), Tree.Pick("", "x", "$")
            .Select(text => (JsonNode?)text),
        Gen.Bool.Select(flag => (JsonNode?)flag));

    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("{}", """{"a":[null,{"b":null}]}""", """{"a":[null,{"b":null}]}""")]
    public void Apply_ExamplesOfTheRfc_AreAsThere(string target, string patch, string result) =>
        Assert.Equal(result, Tree.Text(MergePatch.Apply(Tree.Parse(target), Tree.Parse(patch))));

    [Fact]
    public void Apply_AnyDocuments_IsWhatTheRfcSays() =>
        Gen.Select(Documents(3), Documents(3)).Sample((target, patch) =>
        {
            var expected = Reference(target?.DeepClone(), patch);
            var (targetTree, patchTree) = (Tree.Parse(Text(target)), Tree.Parse(Text(patch)));
            return Tree.Text(MergePatch.Apply(targetTree, patchTree)) == Tree.Text(Tree.Parse(Text(expected)))
                && Tree.Text(targetTree) == Tree.Text(Tree.Parse(Text(target)));
        });

    [Fact]
    public void Apply_EmptyPatch_IsIdentity() => Documents(4).Where(document => document is JsonObject).Sample(document =>
        Tree.Text(MergePatch.Apply(Tree.Parse(Text(document)), Tree.Parse("{}"))) == Tree.Text(Tree.Parse(Text(document))));

    [Fact]
    public void Apply_Twice_IsOnce() => Gen.Select(Documents(3), Documents(3)).Sample((target, patch) =>
    {
        var once = MergePatch.Apply(Tree.Parse(Text(target)), Tree.Parse(Text(patch)));
        return Tree.Text(once) == Tree.Text(MergePatch.Apply(once, Tree.Parse(Text(patch))));
    });

    [Fact]
    public void Apply_Values_KnowWhereTheyAreFrom()
    {
        var target = Tree.Parse("{\"spec\": {\n\"image\": \"a\",\n\"user\": \"u\"}}", "base.json");
        var first = Tree.Parse("{\"spec\":\n\n\n{\"image\": \"b\", \"x\": {\"y\": 1}}}", "one.json");
        var second = Tree.Parse("\n\n\n\n\n\n{\"spec\": {\"x\": {\"z\": 2}}}", "two.json");

        var merged = MergePatch.Apply(MergePatch.Apply(target, first), second);

        Assert.Equal(
            ["base.json:1: $.spec", "one.json:4: $.spec.image", "base.json:3: $.spec.user", "one.json:4: $.spec.x.y",
                "two.json:7: $.spec.x.z"],
            new[]
            {
                Place("spec"), Place("spec", "image"), Place("spec", "user"), Place("spec", "x", "y"), Place("spec", "x", "z"),
            });

        string Place(params string[] way)
        {
            var node = way.Aggregate(merged, (at, name) => at.Find(name)!.Value);
            return $"{node.File}:{node.Line}: {node.Path}";
        }
    }

    private static Gen<JsonNode?> Documents(int depth) => depth == 0
        ? Scalars
        : Gen.Frequency(
            (2, Scalars),
            (3, Gen.Select(Names, Documents(depth - 1)).Array[0, 4].Select(Object)),
            (1, Documents(depth - 1).Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]))));

    private static JsonNode? Object((string Name, JsonNode? Value)[] members)
    {
        var node = new JsonObject();
        foreach (var (name, value) in members)
            node[name] = value?.DeepClone();
        return node;
    }

    // The pseudo-code of RFC 7396, section 2.
    private static JsonNode? Reference(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = target as JsonObject ?? [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
                continue;
            }

            var before = result[name]?.DeepClone();
            // A new name stands at the end, one that is there at its place.
            result[name] = Reference(before, value);
        }

        return result;
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
}
