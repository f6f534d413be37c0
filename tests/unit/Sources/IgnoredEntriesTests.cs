namespace OciReconciler.UnitTests.Sources;

/// <summary>What lies in a manifest directory and is not read, as its scans name it.</summary>
public sealed class IgnoredEntriesTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly TemporaryDirectory _state = new();
    private readonly DirectoryScanner _scanner;

    public IgnoredEntriesTests() => _scanner = new DirectoryScanner(
        _temporary.Path, TinyManifests.Parsing, new ScanOptions(), TimeProvider.System,
        new SourceHistory(_state["seen"], _ => [], StateFiles.ReadOnly));

    public void Dispose()
    {
        _temporary.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void Scan_NamesOfEditors_AreIgnored()
    {
        string[] ignored = [
            "web.json~", ".web.json.swp", ".web.json", "web.json.tmp", "#web.json#", "web.JSON", "README", "4913", ".#a.json", "~a.json",
            "#a.json"];
        foreach (string name in ignored)
            _temporary.Write(name, "x y");
        _temporary.Write("web.json", "web v1");
        Assert.Equal(["web.json"], Scan().Files.Select(file => Path.GetFileName(file.Path)));
    }

    [Fact]
    public void Scan_WhatMayHaveBeenMeantAsAManifest_IsNamedWithTheReason()
    {
        foreach (string name in (string[])["a.yaml", "b.jsonc", "c.JSON", "d.Json", "e.json.txt", "f", "web.json"])
            _temporary.Write(name, "web v1");
        foreach (string name in (string[])[".hidden.yaml", "x.json~", "#x.json#", "x.json.bak", "x.json.rpmsave", "x.json.DISABLED"])
            _temporary.Write(name, "x y");
        foreach (string name in (string[])["sub", "lost+found", ".git"])
            _temporary.Make(name);
        Directory.CreateSymbolicLink(_temporary["link"], _temporary["sub"]);

        var ignored = Scan().Ignored;

        Assert.Equal(8, ignored.Count);
        Assert.Equal(
            ["a.yaml", "b.jsonc", "c.JSON", "d.Json", "e.json.txt", "f", "link", "sub"],
            ignored.First.Select(entry => Path.GetFileName(entry.Path)));
        Assert.Equal("is not read, since its name ends in .JSON: write .json in lower case", ignored.First[2].Reason);
        Assert.All(
            ignored.First[6..],
            entry => Assert.StartsWith("is a directory, and files in it are not read", entry.Reason, StringComparison.Ordinal));
        Assert.All(
            (int[])[0, 1, 4, 5],
            index => Assert.StartsWith("is not read, since its name does not end in .json", ignored.First[index].Reason,
                StringComparison.Ordinal));
    }

    [Fact]
    public void Scan_ManyThatAreNotRead_AreCounted()
    {
        for (int i = 0; i < 100; i++)
            _temporary.Write($"w{i:000}.yml", "");
        var ignored = Scan().Ignored;
        Assert.Equal(
            (100, IgnoredEntries.Limit, "w000.yml"), (ignored.Count, ignored.First.Length, Path.GetFileName(ignored.First[0].Path)));
        Assert.Equal(ignored, Scan().Ignored);
    }

    private SourceSnapshot Scan() => _scanner.Scan(ImmutableHashSet<string>.Empty).Snapshot;
}
