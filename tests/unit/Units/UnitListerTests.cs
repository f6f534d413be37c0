using OciReconciler.Executing;
using OciReconciler.Resilience;
using OciReconciler.UnitTests.DBus;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Units;

/// <summary>Which calls a listing makes: nothing is loaded by asking, and nothing is asked twice.</summary>
public sealed class UnitListerTests : IAsyncLifetime
{
    private const string All = "BY-PATTERN *.service oci-*.slice shutdown.target";
    private const string Web = "podman-web.service";
    private const string Holder = "oci-web.slice";
    private static readonly WorkloadKey Key = new("web");

    private ManagerFixture? _fixture;
    private ScriptedUnits? _units;
    private UnitLister? _lister;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ScriptedUnits Units => _units!;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ManagerFixture.StartAsync();
        _units = new ScriptedUnits(_fixture.Systemd);
        _units.Put(Row(Holder));
        _units.Put(Row(Web));
        _lister = new UnitLister(
            await _fixture.ConnectAsync(), new RetryPipelines(TimeProvider.System, FailureClassifier.IsRetryable, () => 0.5));
    }

    public ValueTask DisposeAsync() => _fixture!.DisposeAsync();

    [Fact]
    public async Task List_First_IsOfAll()
    {
        var listing = await ListAsync("none.service");

        Assert.NotNull(listing.Row(Web));
        Assert.Equal([All], Units.Take());
    }

    [Fact]
    public async Task List_NamesThatAreLoaded_AreAskedForByName()
    {
        await FillAsync();
        var listing = await ListAsync(Holder, Web);

        Assert.Equal([$"BY-NAME {Holder} {Web}"], Units.Take());
        Assert.NotNull(listing.Row(Web));
        Assert.NotNull(listing.Row(Holder));
    }

    [Fact]
    public async Task List_NameThatIsNotLoaded_IsNotLoadedByAsking()
    {
        await FillAsync();
        Assert.Null((await ListAsync("new.service")).Row("new.service"));
        Assert.Equal(["BY-PATTERN new.service"], Units.Take());

        Units.Put(Row("new.service"));
        Assert.NotNull((await ListAsync("new.service")).Row("new.service"));
        Assert.NotNull((await ListAsync("new.service")).Row("new.service"));
        Assert.Equal(["BY-PATTERN new.service", "BY-NAME new.service"], Units.Take());
    }

    [Theory]
    [InlineData(3, "BY-PATTERN a1.service a2.service a3.service new.service")]
    [InlineData(5, "BY-NAME a1.service a2.service a3.service a4.service a5.service", "BY-PATTERN new.service")]
    public async Task List_SomeThatAreNotLoaded_IsOneCallForAFew(int count, params string[] calls)
    {
        string[] names = [.. Enumerable.Range(1, count).Select(number => $"a{number}.service")];
        Array.ForEach(names, name => Units.Put(Row(name)));
        await FillAsync();

        var listing = await ListAsync([.. names, "new.service"]);
        Assert.All(names, name => Assert.NotNull(listing.Row(name)));
        Assert.Equal(calls, Units.Take());
    }

    [Fact]
    public async Task List_NameThatIsNotLoadedAnyMore_IsLoadedOnceAtMost()
    {
        await FillAsync();
        Units.Remove(Web);

        Assert.Null((await ListAsync(Web)).Row(Web));
        Assert.Null((await ListAsync(Web)).Row(Web));
        Assert.Equal([$"BY-NAME {Web}", $"BY-PATTERN {Web}", $"BY-PATTERN {Web}"], Units.Take());
    }

    [Theory]
    [InlineData("failed", 1)]
    [InlineData("active", 1)]
    [InlineData("inactive", 2)]
    public async Task List_UnitWhoseFileIsGone_IsSeenAsItIs(string state, int calls)
    {
        await FillAsync();
        Units.Put(Row(Web) with { LoadState = "not-found", ActiveState = state });

        Assert.Equal(state, (await ListAsync(Web)).Row(Web)?.ActiveState);
        Assert.Equal(calls, Units.Take().Count);
    }

    // systemd loads a slice that is not there for the question, and each time that it is asked.
    [Fact]
    public async Task List_SliceIsGone_IsNotLoadedByAskingAgain()
    {
        await FillAsync();
        Units.Remove(Holder);
        Assert.Null((await ListAsync(Holder)).Row(Holder));
        Units.Take();
        Assert.Null((await ListAsync(Holder)).Row(Holder));
        Assert.Equal([$"BY-PATTERN {Holder}"], Units.Take());
    }

    [Fact]
    public async Task List_Alias_IsNoUnit()
    {
        Units.Put(Row("alias.service"));
        await FillAsync();
        Units.Remove("alias.service");
        Units.Aliases["alias.service"] = Web;

        var listing = await ListAsync("alias.service");
        Assert.Null(listing.Row("alias.service"));
        Assert.Null(listing.Row(Web));
    }

    [Fact]
    public async Task MarkedWith_FollowsWhatIsSeen()
    {
        await FillAsync();
        Assert.Equal([Web], _lister!.MarkedWith(Key));

        Units.Put(Row("other.service"));
        await ListAsync("other.service");
        Assert.Equal([Web, "other.service"], _lister.MarkedWith(Key));

        Units.Remove(Web);
        await ListAsync(Web);
        Assert.Equal(["other.service"], _lister.MarkedWith(Key));

        Units.Remove("other.service");
        await _lister.ListAllAsync(Cancellation);
        Assert.Empty(_lister.MarkedWith(Key));
    }

    // A copy of a unit's file has its description.
    [Fact]
    public async Task MarkedWith_UnitBearsTheMarkOfAnother_NotThat()
    {
        Units.Put(Row(Web) with { Name = "copy.service" });
        await FillAsync();
        Assert.Equal([Web], _lister!.MarkedWith(Key));
    }

    // What listings would have said of it may never be heard.
    [Fact]
    public async Task MarkedWith_HasWhatIsDefinedUntilAllAreListed()
    {
        await FillAsync();
        _lister!.Define(Key, "other.service");
        _lister.Define(new WorkloadKey("db"), "podman-db.service");
        Assert.Equal([Web, "other.service"], _lister.MarkedWith(Key));

        Units.Remove(Web);
        await _lister.ListAllAsync(Cancellation);
        Assert.Empty(_lister.MarkedWith(Key));
    }

    [Fact]
    public async Task MarkedWith_HasWhatIsDefinedWhileAllAreListed()
    {
        await FillAsync();
        var held = Units.HoldNext();
        var listing = _lister!.ListAllAsync(Cancellation);
        await held;
        _lister.Define(Key, "other.service");
        Units.Release();
        await listing;
        Assert.Equal([Web, "other.service"], _lister.MarkedWith(Key));

        await _lister.ListAllAsync(Cancellation);
        Assert.Equal([Web], _lister.MarkedWith(Key));
    }

    [Fact]
    public async Task List_WhileAListingIsUnderWay_SharesTheNextOne()
    {
        await FillAsync();
        var held = Units.HoldNext();
        var first = ListAsync(Web);
        await held;
        Task<UnitListing>[] later = [ListAsync(Holder), ListAsync(Web), ListAsync(Holder)];
        Units.Put(Row(Web) with { ActiveState = "failed" });
        Units.Release();

        Assert.Equal("active", (await first).Row(Web)?.ActiveState);
        Assert.All(await Task.WhenAll(later), listing => Assert.Equal("failed", listing.Row(Web)?.ActiveState));
        Assert.Equal([$"BY-NAME {Web}", $"BY-NAME {Holder} {Web}"], Units.Take());
    }

    [Fact]
    public async Task ListAll_AskedForWithSome_AnswersBoth()
    {
        await FillAsync();
        var held = Units.HoldNext();
        var first = ListAsync(Web);
        await held;
        Task<UnitListing>[] later = [ListAsync(Holder), _lister!.ListAllAsync(Cancellation)];
        Units.Release();
        await first;

        Assert.All(await Task.WhenAll(later), listing => Assert.NotNull(listing.Row(Holder)));
        Assert.Equal([$"BY-NAME {Web}", All], Units.Take());
    }

    [Fact]
    public async Task List_AfterAFailure_AsksAgain()
    {
        await FillAsync();
        _fixture!.Systemd.Fail("ListUnitsByNames", "org.freedesktop.DBus.Error.AccessDenied");
        await Assert.ThrowsAsync<BusException>(() => ListAsync(Web));
        _units = new ScriptedUnits(_fixture.Systemd);
        Units.Put(Row(Web));

        Assert.NotNull((await ListAsync(Web)).Row(Web));
    }

    private static UnitStatus Row(string name)
    {
        var mark = new OwnershipMark(
            Key, name == Holder ? Web : name, new string('a', 16), OwnershipMark.Unknown, OwnershipMark.Unknown);
        return new(name, Ownership.HolderDescription(mark), "loaded", "active", "running", 0, "");
    }

    private Task<UnitListing> ListAsync(params string[] names) => _lister!.ListAsync(names, Cancellation);

    private async Task FillAsync()
    {
        await _lister!.ListAllAsync(Cancellation);
        Units.Take();
    }
}
